-- Who has the link of a request for evidence names no organisation: the request
-- is found by the hash of the link, which is the first slot of its register.
CREATE INDEX record_evidence_link ON record (t1) WHERE kind = 'evidence-request';
