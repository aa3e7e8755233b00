"""Labelling by hand: one page on which a person makes, corrects and reviews gold files.

`worklist` finds what is to be labelled, a `Desk` keeps one gold file, `page` shows it, `Review` decides on a dispute.
The service that answers the page is `service.http.labelling`.
"""
