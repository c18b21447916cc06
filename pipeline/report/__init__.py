"""The report: records in, files people act on out; `formats.FORMATS` lists them."""
