-- The head of a stream is a row of the domain's own: the engine locks and numbers it.
CREATE TABLE IF NOT EXISTS auctions (
  auction_id text PRIMARY KEY,
  title text NOT NULL,
  price integer NOT NULL DEFAULT 0,
  leader text,
  -- The engine's columns.
  seq integer NOT NULL DEFAULT 0,
  at timestamptz NOT NULL DEFAULT now(),
  pruned_through integer NOT NULL DEFAULT 0,
  pruned_token bigint
);

CREATE TABLE IF NOT EXISTS auction_log (
  auction_id text NOT NULL REFERENCES auctions,
  seq integer NOT NULL,
  token bigint NOT NULL,
  type text NOT NULL,
  at timestamptz NOT NULL,
  bidder text NOT NULL,
  key text,
  request_hash bytea,
  body json NOT NULL,
  PRIMARY KEY (auction_id, seq),
  UNIQUE (bidder, key)
);
