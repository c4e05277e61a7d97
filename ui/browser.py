"""The few things that only a script in the page can do: say and keep its language, exchange the
ticket, fetch a file."""

import base64

import streamlit as st

from ui.language import COOKIE, chosen_here, language

# Four strokes and the fifth across: five counted. Carried in the page itself: a named icon would be
# fetched from another company's server.
_STROKES = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#1b5e9e"/>
<path d="M9 7v18M14 7v18M19 7v18M24 7v18M5 22L28 10" stroke="#fff" stroke-width="2.6"
 stroke-linecap="round"/></svg>
"""
ICON = "data:image/svg+xml;base64," + base64.b64encode(_STROKES.strip().encode()).decode()

_SCRIPT = """
export default function ({ data }) {
  document.documentElement.lang = data.language
  if (data.chosen) {
    const secure = window.location.protocol === "https:" ? "; Secure" : ""
    document.cookie =
      `${data.cookie}=${data.chosen}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`
  }
  const post = (path, body) =>
    fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    })
  if (data.ticket && window.contamosTicket !== data.ticket) {
    window.contamosTicket = data.ticket
    post("/sign-in", { ticket: data.ticket }).then(() =>
      data.home ? window.location.replace("/") : window.location.reload())
  }
  if (data.leave) {
    post("/sign-out", {}).then(() => window.location.replace(window.location.pathname))
  }
}
"""
_script = st.components.v2.component("contamos_browser", js=_SCRIPT)


_FETCH = """
export default function ({ data }) {
  if (window.contamosFile === data.address) return
  window.contamosFile = data.address
  const link = document.createElement("a")
  link.href = data.address
  link.download = ""
  document.body.append(link)
  link.click()
  link.remove()
}
"""
_fetch = st.components.v2.component("contamos_fetch", js=_FETCH)


def fetch(address: str) -> None:
    """Let the browser save the file behind an address of this site, once."""
    _fetch(key="fetch", data={"address": address}, height=1)


def tell(*, ticket: str | None = None, home: bool = False, leave: bool = False) -> None:
    """Run the script: a ticket signs this browser in, `leave` forgets the cookie.

    After signing in the address stays, or with `home` it is that of the first page; after leaving,
    it no longer says what this person looked at.
    """
    data = {
        "language": language(),
        "chosen": chosen_here(),
        "cookie": COOKIE,
        "ticket": ticket,
        "home": home,
        "leave": leave,
    }
    _script(key="browser", data=data, height=1)
