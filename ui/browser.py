"""The few things that only a script in the page can do: say its language, exchange the ticket."""

import base64

import streamlit as st

from ui.language import language

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
  const post = (path, body) =>
    fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    })
  if (data.ticket && window.contamosTicket !== data.ticket) {
    window.contamosTicket = data.ticket
    post("/sign-in", { ticket: data.ticket }).then(() => window.location.reload())
  }
  if (data.leave) {
    post("/sign-out", {}).then(() => window.location.reload())
  }
}
"""
_script = st.components.v2.component("contamos_browser", js=_SCRIPT)


def tell(*, ticket: str | None = None, leave: bool = False) -> None:
    """Run the script: a ticket signs this browser in, `leave` forgets the cookie."""
    _script(
        key="browser", data={"language": language(), "ticket": ticket, "leave": leave}, height=1
    )
