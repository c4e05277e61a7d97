"""Two gaps of Streamlit 1.67: a part that reruns can make the browser miss what its page drew.

A run hands what it draws to the event loop. On a busy machine much of that still waits there when
the run has ended; if a part's request to rerun is handled just then, Streamlit starts another run
and drops what waits. The browser can't place what comes next and its page stays empty. So such a
request is put behind what waits.

And a part of the page before, asked for while the next page is being drawn, is no longer there when
its turn comes. Streamlit begins a run for it all the same, in the name of the page before, and the
browser clears what it has just drawn. So such a run is not begun. See decision 0019.
"""

from functools import wraps

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequestType


def close_gaps() -> None:
    """Do it for every session of this process from now on; more than once does no more."""
    if hasattr(AppSession.request_rerun, "__wrapped__"):
        return
    original, run = AppSession.request_rerun, ScriptRunner._run_script

    @wraps(original)
    def request_rerun(session: AppSession, client_state: ClientState | None) -> None:
        is_part = client_state is not None and client_state.fragment_id
        if is_part and _has_ended(session):
            # What it drew was handed over before it ended, so it stands before this in the line.
            session._call_soon_on_event_loop(lambda: original(session, client_state))
        else:
            original(session, client_state)

    def run_script(runner: ScriptRunner, asked: RerunData) -> None:
        parts = asked.fragment_id_queue
        if not parts or any(map(runner._fragment_storage.contains, parts)):
            run(runner, asked)

    ScriptRunner._run_script = run_script  # type: ignore[assignment, method-assign]
    AppSession.request_rerun = request_rerun  # type: ignore[assignment, method-assign]


def _has_ended(session: AppSession) -> bool:
    """The last run takes no more requests, and the loop has not been told so yet."""
    runner = session._scriptrunner
    return runner is not None and runner._requests._state is ScriptRequestType.STOP
