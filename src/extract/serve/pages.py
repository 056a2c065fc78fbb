"""The pages of the interface. Each comes with the one Content-Security-Policy that it needs; nothing is loaded from elsewhere."""

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

NOWHERE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
DOCS_POLICY = f"{NOWHERE}; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'"
"""Swagger UI sets style attributes, and its style sheet holds its icons."""

DOCS = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>extract: interface</title>
<link rel="stylesheet" href="docs/files/swagger-ui.css">
<div id="docs"></div>
<noscript>This page needs JavaScript; <a href="openapi.json">the OpenAPI document</a> does not.</noscript>
<script src="docs/files/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
"""
START = 'SwaggerUIBundle({url: "openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null});\n'

router = APIRouter(include_in_schema=False)
swagger = StaticFiles(directory=Path(str(files("fastapi_offline").joinpath("static"))))
"""The files of Swagger UI, as the package fastapi-offline brings them."""


@router.get("/docs")
async def docs() -> HTMLResponse:
    """The interface, to read and to try."""
    return HTMLResponse(DOCS, headers={"Content-Security-Policy": DOCS_POLICY})


@router.get("/docs/start.js")
async def start() -> Response:
    """What starts Swagger UI; within the page the policy would not let it run."""
    return Response(START, media_type="text/javascript")
