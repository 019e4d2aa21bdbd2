"""The path below which the server is, and addresses on it.

Streamlit's option `server.baseUrlPath` names it where a host has several apps.
"""

import streamlit as st


def base_path(option: str | None = None) -> str:
    """Return the beginning of all paths here, such as "/course"; "" for none.

    Args:
        option: what Streamlit's option says; None reads it.
    """
    if option is None:
        option = str(st.get_option("server.baseUrlPath") or "")
    return "".join(f"/{part}" for part in option.split("/") if part)


def local_address(path: str) -> str:
    """Return where a path of this app is on its host.

    Args:
        path: such as "/class", or a path and a query.
    """
    return base_path() + path


def path_of_app(path: str) -> str:
    """Return the path that `local_address` was given."""
    base = base_path()
    return path.removeprefix(base) if path.startswith(f"{base}/") else path
