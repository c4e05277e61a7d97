"""The launcher: `streamlit run app.py`. The screens begin in ui/main.py."""

import streamlit as st

from web.server import MIDDLEWARE, ROUTES, lifespan

app = st.App("ui/main.py", routes=ROUTES, middleware=MIDDLEWARE, lifespan=lifespan)
