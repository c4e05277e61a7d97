"""What kind of device a browser says it is: enough for its owner to know it, and no more.

Coarse on purpose: only these words are ever kept. The whole string a browser sends would tell one
person's phone from another's, and nobody needs that.
"""

# The first that fits: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


def device_of(user_agent: str) -> str:
    """Browser and system, such as "Firefox, Android"; empty if neither is known."""
    return ", ".join(filter(None, (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))))


def _first(known: dict[str, str], user_agent: str) -> str:
    return next((name for mark, name in known.items() if mark in user_agent), "")
