from tests.scenarios.conftest import shelf, store, table

__all__ = ["shelf", "store", "table"]
