"""zhailu: articles in, validated and source-grounded records out."""

__version__ = "0.3.0.dev2"
