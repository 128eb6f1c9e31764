-- AlterTable
ALTER TABLE "tasks" ADD COLUMN     "search_text" TEXT;

-- By hand from here on.

-- Folds text for the text filter of tasks: compatibility forms (full width, ligatures) to plain ones, no accents, no
-- vowel points of Arabic and Hebrew, no invisible characters, lower case, no letter with a stroke, final sigma as sigma.
-- Marks that are letters of their own (Devanagari, Thai, the voicing of kana) stay. The result is composed again, so that
-- half a Hangul syllable is found nowhere. Same signature and meaning as before: older instances may use it meanwhile.
--
-- Lower case is Unicode's whatever the database's locale is, as far as PostgreSQL has a collation for it.
--
-- Text is folded in pieces of 240 characters at most: normalize() sorts a run of combining marks in quadratic time and
-- cannot be interrupted; 65,536 of them at once took a minute. No piece begins with what belongs to the letter before:
-- vowels and ends of Hangul syllables, and the voicing of kana.
DO $do$
DECLARE
  unicode CONSTANT text := coalesce(
    (SELECT format(' COLLATE pg_catalog.%I', collname) FROM pg_catalog.pg_collation
      WHERE collname IN ('pg_c_utf8', 'und-x-icu')
        AND collencoding IN (-1, (SELECT encoding FROM pg_catalog.pg_database WHERE datname = current_database()))
      ORDER BY collname = 'pg_c_utf8' DESC LIMIT 1),
    '');
BEGIN
  EXECUTE format(
    $sql$
      CREATE OR REPLACE FUNCTION "search_fold"("text" TEXT) RETURNS TEXT
      LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $body$
      DECLARE
        middle integer := char_length("text") / 2;
      BEGIN
        IF octet_length("text") = char_length("text") THEN
          RETURN lower("text"%2$s);
        END IF;
        IF middle > 120 THEN
          middle := middle
            + coalesce(length(substring(substr("text", middle + 1, 15) FROM '^[\u1160-\u11FF\u3099\u309A]+')), 0);
          RETURN search_fold(left("text", middle)) || search_fold(substr("text", middle + 1));
        END IF;
        RETURN normalize(
          replace(replace(replace(replace(
            translate(
              lower(regexp_replace(normalize("text", NFKD), %1$L, '', 'g')%2$s),
              'łøđðħıŧƶƀɨʉς', 'loddhitzbiuσ'),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
          NFC);
      END
      $body$
    $sql$,
    '[\u00AD\u0300-\u036F\u0483-\u0487\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u061C\u0640'
      '\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED\u0711\u0730-\u074A\u0897-\u089F'
      '\u08CA-\u08E1\u08E3-\u08FF\u180E\u1AB0-\u1AFF\u1DC0-\u1DFF\u200B-\u200F\u202A-\u202E\u2060-\u206F'
      '\u20D0-\u20F0\u2CEF-\u2CF1\u2DE0-\u2DFF\uA66F\uA674-\uA67D\uA69E\uA69F\uFB1E\uFE00-\uFE0F\uFE20-\uFE2F\uFEFF]',
    unicode);
END
$do$;

-- Triggers, not the writers, keep the column: instances of the version before go on writing during an upgrade. Not a
-- generated column: adding one rewrites the table under a lock that stops everybody.
CREATE FUNCTION "tasks_fold_search_text"() RETURNS TRIGGER LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  NEW.search_text := search_fold(NEW.title || ' ' || coalesce(NEW.description, ''));
  RETURN NEW;
END
$$;

CREATE TRIGGER "tasks_search_text_of_new" BEFORE INSERT ON "tasks"
FOR EACH ROW EXECUTE FUNCTION "tasks_fold_search_text"();

CREATE TRIGGER "tasks_search_text_of_changed" BEFORE UPDATE OF "title", "description" ON "tasks"
FOR EACH ROW WHEN (OLD.title IS DISTINCT FROM NEW.title OR OLD.description IS DISTINCT FROM NEW.description)
EXECUTE FUNCTION "tasks_fold_search_text"();
