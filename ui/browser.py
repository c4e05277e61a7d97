"""The few things that only a script in the page can do: say its language, exchange the ticket."""

import streamlit as st

from ui.language import language

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
    """Run the script: with a ticket it signs this browser in, with `leave` it forgets the cookie."""
    _script(
        key="browser", data={"language": language(), "ticket": ticket, "leave": leave}, height=1
    )
