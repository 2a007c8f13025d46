"""Telling subscribers: digests are composed, frozen in the ledger, handed over by a transport, and accounted for one by one."""
