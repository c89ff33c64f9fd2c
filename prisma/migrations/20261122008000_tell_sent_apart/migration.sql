-- What was sent is told by the sender, folded and in a commit of its own: a commit that carries a notification keeps every other such commit
-- waiting until it has reached the disk.
CREATE OR REPLACE FUNCTION tell_post_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM changed WHERE state NOT IN ('pending', 'sending', 'sent') OR settled_by_id IS NOT NULL) THEN
    PERFORM pg_notify('linli_changed', 'posts');
  END IF;
  RETURN NULL;
END $$;
