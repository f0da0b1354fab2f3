"""What a browser calls itself, in words its person knows it by."""

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""The first that is found: nearly all of them also call themselves those further down."""
MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def browser(user_agent: str) -> str:
    """Firefox on Windows; what cannot be told is said to be unknown."""
    name = next((name for sign, name in BROWSERS if sign in user_agent), "Unknown browser")
    machine = next((machine for sign, machine in MACHINES if sign in user_agent), "")
    return f"{name} on {machine}" if machine else name
