"""The chart library of the page: Vega, Vega-Lite and Vega-Embed in one script. The one door to vl-convert, which carries them."""

from functools import cache


class MissingError(ImportError):
    """The extra `report` is not installed."""


@cache
def library() -> str:
    """The script, which defines `vegaEmbed` and nothing else; `MissingError` without the extra `report`."""
    try:
        import vl_convert
    except ImportError as error:
        raise MissingError("needs the extra “report”: pip install 'extract-ru[report]'") from error
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return "(() => {\n" + bundle.replace("</script", "<\\/script") + "\n})();"
