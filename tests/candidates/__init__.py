"""Tests of the strategy that finds by code and lets the model judge."""
