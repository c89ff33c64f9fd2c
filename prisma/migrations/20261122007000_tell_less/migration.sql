-- A notification holds up every other commit that has one. Taking a post up and putting it off is nothing that a page shows.
CREATE FUNCTION tell_post_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM changed WHERE state NOT IN ('pending', 'sending')) THEN
    PERFORM pg_notify('linli_changed', 'posts');
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER tell_change ON "post";
CREATE TRIGGER tell_change AFTER INSERT ON "post" FOR EACH STATEMENT EXECUTE FUNCTION tell_change('posts');
CREATE TRIGGER tell_post_change AFTER UPDATE ON "post" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_post_change();
