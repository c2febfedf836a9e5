"""Received fields as servers really write them: folded, with tabs or spaces."""

from __future__ import annotations

import pytest

from mailbot.mail.trace import read_hop


@pytest.mark.parametrize("fold", [" ", "\t", "  ", "\t  "])
def test_a_folded_received_field_names_its_client_and_its_server(fold: str) -> None:
    value = f"from mail.client.example (mail.client.example [192.0.2.7]){fold}by mx.vendor.example{fold}id 1; now"

    hop = read_hop(value)

    assert (hop.client, hop.server, hop.addresses) == ("mail.client.example", "mx.vendor.example", ("192.0.2.7",))
