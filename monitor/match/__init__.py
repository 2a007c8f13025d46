"""Which entries of two lists are the same measure: names, money, place and prose, weighed together, one to one."""

from monitor.match.link import Link
from monitor.match.marks import distinguishing_marks
from monitor.match.matching import match
from monitor.match.names import normalise_name, plain_name
from monitor.match.score import ACCEPT, REVIEW, SURE

__all__ = ["ACCEPT", "REVIEW", "SURE", "Link", "distinguishing_marks", "match", "normalise_name", "plain_name"]
