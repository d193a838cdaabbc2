from growth.platform import X
from storage.accounts import accounts


def test_it_opens(store, account):
    with store.read() as tx:
        found = accounts(tx)

    assert [(one.key, one.platform, one.handle) for one in found] == [(account, X, "DGSN_MAROC")]
