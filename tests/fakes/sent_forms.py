"""What a browser without scripts sends of a form, from its HTML."""

from parsed import Element, parsed


def fields_of(html: str, id: str = "section") -> dict[str, list[str]]:
    """Every field that the form of this id sends as it stands, by name; no button is pressed."""
    form = next(one for one in parsed(html).all("form") if one.attrs.get("id", id) == id and _posts(one))
    sent: dict[str, list[str]] = {}
    for one in form.all("input", "textarea", "select"):
        name = one.attrs.get("name", "")
        value = _value(one)
        if name and value is not None:
            sent.setdefault(name, []).append(value)
    return sent


def _posts(form: Element) -> bool:
    return form.attrs.get("method") == "post" and "custodes-form" in form.attrs.get("class", "")


def _value(one: Element) -> str | None:
    if one.tag == "textarea":
        text = "".join(part for part in one.inside if isinstance(part, str))
        return text.removeprefix("\n")  # as HTML has it
    if one.tag == "select":
        options = one.all("option")
        chosen = [option for option in options if "selected" in option.attrs] or options[:1]
        return chosen[0].attrs["value"] if chosen else None
    if one.attrs.get("type") in ("radio", "checkbox") and "checked" not in one.attrs:
        return None
    return one.attrs.get("value", "on")
