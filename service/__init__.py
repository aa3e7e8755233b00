"""zhailu: articles in, validated and source-grounded records out."""

__version__ = "0.1.0"
