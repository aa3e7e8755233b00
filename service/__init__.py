"""zhailu: articles in, validated and source-grounded records out."""

__version__ = "0.2.0.dev0"
