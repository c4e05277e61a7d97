"""What only a real browser can show: a real server, a real Chromium, and people in front of it."""
