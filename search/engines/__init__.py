"""Search engines behind one contract (base.Engine): the embedded one and Elasticsearch."""
