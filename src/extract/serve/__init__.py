"""The service: an HTTP interface over the extractor. FastAPI, Uvicorn and Pebble enter here and nowhere else."""
