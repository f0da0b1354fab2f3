"""Whatever rows come in: each is rejected with a reason or is exactly one observation, and none counts for less."""

import csv
import io
import json
from collections import Counter

import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_stories import DAY, HEADERS, as_it_is

from cast import Cast
from custodes.evidence import actions, files
from custodes.evidence.models import Observation
from custodes.register.models import Device

some_rows = st.lists(
    st.tuples(
        st.sampled_from(["", "Axis", "Hikvision", "Total"]),
        st.sampled_from(["", "P3245-LV", "DS-2CD2143G2-I"]),
        st.sampled_from(["", "SN11111", "sn-11111", "SN22222", "n/a"]),
        st.sampled_from(["", "44:19:B6:01:02:03", "4419.b601.0203", "AC:CC:8E:00:00:01", "44:19"]),
        st.sampled_from(["", "Fleet", "FLEET", "Town centre"]),
        st.sampled_from(["", "1", "12", "approx 40", "0", "lots", "n/k"]),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists=st.lists(some_rows, min_size=1, max_size=2))
def test_every_row_is_rejected_or_one_observation(cast: Cast, lists: list[list[tuple[str, ...]]]) -> None:
    uploads = []
    for number, rows in enumerate(lists):
        text = io.StringIO()
        csv.writer(text).writerows([HEADERS, *rows])
        uploads.append((f"{number}.csv", SimpleUploadedFile("x", text.getvalue().encode())))
    of = actions.upload(by=cast.lead, body=cast.oxmere, files=uploads, observed_on=DAY)
    actions.read(of.pk)
    of = as_it_is(of)
    report, plan = of.report, of.report["plan"]
    assert report["rows_in"] == report["accepted"] + report["rejected"]
    if not report["accepted"]:
        return
    accepted = pq.read_table(files.kept(of.folder, report) / files.ACCEPTED)
    before = Device.objects.count()
    actions.decide(by=cast.lead, of=of, choice="valid")
    actions.add(of.pk)

    observations = Observation.objects.filter(of=of).order_by("id")
    places = list(zip(accepted["file"].to_pylist(), accepted["line"].to_pylist(), strict=True))
    assert list(observations.values_list("file", "line")) == places
    said = [json.loads(text).get("quantity", 1) for text in observations.values_list("said", flat=True)]
    assert said == accepted["quantity"].to_pylist()
    assert Device.objects.count() - before == plan["new"]

    mentions = Counter(observations.values_list("device", flat=True))
    for device in Device.objects.filter(pk__in=mentions):
        if device.quantity and device.quantity > 1:
            assert mentions[device.pk] == 1, "several rows that count many are as many entries"
