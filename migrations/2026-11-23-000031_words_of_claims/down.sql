ALTER TABLE claims DROP CONSTRAINT claims_words,
    ADD CONSTRAINT claims_words_check CHECK (char_length(words) BETWEEN 1 AND 1000) NOT VALID;
