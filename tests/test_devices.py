"""A browser is kept in two words of ours, whatever it says of itself."""

import pytest

from web.devices import device_of

_ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15"
_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"{_ANDROID} Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        (
            f"{_ANDROID} SamsungBrowser/25.0 Chrome/121.0.0.0 Safari/537.36",
            "Samsung Internet, Android",
        ),
        (
            "Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0",
            "Firefox, Android",
        ),
        (f"{_MAC} Version/17.4 Safari/605.1.15", "Safari, Mac"),
        (f"{_IPHONE} Version/17.4 Mobile/15E148 Safari/604.1", "Safari, iPhone"),
        (f"{_IPHONE} CriOS/126.0 Mobile/15E148 Safari/604.1", "Chrome, iPhone"),
        (f"{_WINDOWS} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", "Edge, Windows"),
        ("curl/8.7.1", ""),
        ("", ""),
        ("Firefox <b>Rosa</b>" + "x" * 10_000, "Firefox"),
    ],
)
def test_a_device_is_two_known_words_or_none(said: str, kept: str) -> None:
    assert device_of(said) == kept
