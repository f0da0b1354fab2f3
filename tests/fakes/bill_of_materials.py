"""What is wrong with a bill of materials by the official schema of CycloneDX, which names what an address looks like."""

from urllib.parse import quote

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation import ValidationError
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema import Draft7Validator
from rfc3986_validator import validate_rfc3986


@Draft7Validator.FORMAT_CHECKER.checks("iri-reference")
def is_address(value: object) -> bool:
    """An IRI is a URI once all that is not ASCII is written with percents (RFC 3987, 3.1)."""
    ascii = "".join(one if one.isascii() else quote(one) for one in str(value))
    return not isinstance(value, str) or bool(validate_rfc3986(ascii, rule="URI_reference"))


def wrong_with(text: str) -> ValidationError | None:
    """Nothing, where there is nothing."""
    return JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
