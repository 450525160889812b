// @generated automatically by Diesel CLI.

diesel::table! {
    assessments (id) {
        id -> Int8,
        round_id -> Int8,
        member_id -> Int8,
        assessor_id -> Int8,
        booking_id -> Int8,
        asked_at -> Timestamptz,
        declined_at -> Nullable<Timestamptz>,
        answered_at -> Nullable<Timestamptz>,
        marks -> Nullable<Array<Nullable<Int2>>>,
        level -> Nullable<Int2>,
        recommends -> Nullable<Bool>,
        note -> Text,
        struck_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    badges (id) {
        id -> Uuid,
        member_id -> Int8,
        skill_id -> Int4,
        tier -> Text,
        level -> Int2,
        assessors -> Int2,
        issued_at -> Timestamptz,
        expires_at -> Timestamptz,
        withdrawn_at -> Nullable<Timestamptz>,
        replaced_at -> Nullable<Timestamptz>,
        reminded_at -> Nullable<Timestamptz>,
        lapsed_at -> Nullable<Timestamptz>,
        sharing -> Text,
    }
}

diesel::table! {
    booking_events (id) {
        id -> Int8,
        booking_id -> Int8,
        kind -> Text,
        actor_id -> Nullable<Int8>,
        at -> Timestamptz,
        details -> Nullable<Jsonb>,
    }
}

diesel::table! {
    booking_mails (booking_id, member_id, kind, sent_at) {
        booking_id -> Int8,
        member_id -> Int8,
        kind -> Text,
        sent_at -> Timestamptz,
    }
}

diesel::table! {
    booking_rules (member_id) {
        member_id -> Int8,
        buffer_before -> Int2,
        buffer_after -> Int2,
        notice_hours -> Int2,
        horizon_days -> Int2,
        most_a_day -> Nullable<Int2>,
        most_a_week -> Nullable<Int2>,
    }
}

diesel::table! {
    booking_slots (booking_id, round, position) {
        booking_id -> Int8,
        position -> Int2,
        starts_at -> Timestamptz,
        round -> Int2,
    }
}

diesel::table! {
    booking_terms (id) {
        id -> Int4,
        terms -> Jsonb,
        since -> Timestamptz,
        set_by -> Nullable<Int8>,
    }
}

diesel::table! {
    booking_transitions (from_state, to_state) {
        from_state -> Text,
        to_state -> Text,
    }
}

diesel::table! {
    bookings (id) {
        id -> Int8,
        learner_id -> Int8,
        teacher_id -> Int8,
        skill_id -> Int4,
        minutes -> Int2,
        price -> Int8,
        agenda -> Text,
        state -> Text,
        starts_at -> Nullable<Timestamptz>,
        ends_at -> Nullable<Timestamptz>,
        idempotency_key -> Uuid,
        proposed_at -> Timestamptz,
        answered_at -> Nullable<Timestamptz>,
        closed_at -> Nullable<Timestamptz>,
        terms_id -> Int4,
        round -> Int2,
        sequence -> Int4,
        paid -> Nullable<Int8>,
        reason -> Text,
    }
}

diesel::table! {
    calendar_busy (calendar_id, starts_at) {
        calendar_id -> Int8,
        member_id -> Int8,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
    }
}

diesel::table! {
    calendar_connections (id) {
        id -> Int8,
        member_id -> Int8,
        provider -> Text,
        row_key -> Uuid,
        tokens -> Bytea,
        expires_at -> Timestamptz,
        renewing_until -> Nullable<Timestamptz>,
        calendar -> Nullable<Text>,
        cursor -> Nullable<Text>,
        cursor_since -> Nullable<Timestamptz>,
        connected_at -> Timestamptz,
        looked_at -> Nullable<Timestamptz>,
        next_look_at -> Timestamptz,
        broken_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    calendar_errands (digest) {
        digest -> Bytea,
        member_id -> Int8,
        login_id -> Int8,
        provider -> Text,
        verifier -> Text,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    calendar_events (connection_id, booking_id) {
        connection_id -> Int8,
        booking_id -> Int8,
        remote_id -> Text,
        starts_at -> Timestamptz,
        sequence -> Int4,
        deleted_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    calendar_feeds (member_id) {
        member_id -> Int8,
        row_key -> Uuid,
        digest -> Bytea,
        made_at -> Timestamptz,
        fetched_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    calendars (id) {
        id -> Int8,
        member_id -> Int8,
        name -> Text,
        kind -> Text,
        row_key -> Uuid,
        address -> Nullable<Bytea>,
        shown -> Text,
        created_at -> Timestamptz,
        read_at -> Nullable<Timestamptz>,
        read_in_zone -> Text,
        known_until -> Nullable<Timestamptz>,
        unread_events -> Int4,
        etag -> Nullable<Text>,
        last_modified -> Nullable<Text>,
        tried_at -> Nullable<Timestamptz>,
        problem -> Nullable<Text>,
        failures -> Int4,
        failing_since -> Nullable<Timestamptz>,
        told_at -> Nullable<Timestamptz>,
        next_fetch_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    claims (booking_id) {
        booking_id -> Int8,
        by_id -> Int8,
        kind -> Text,
        words -> Text,
        minutes_lost -> Nullable<Int2>,
        asks -> Int8,
        made_at -> Timestamptz,
        answer_until -> Timestamptz,
        answer -> Nullable<Text>,
        answer_words -> Text,
        answered_at -> Nullable<Timestamptz>,
        decided_by -> Nullable<Int8>,
        decision -> Text,
        decided_at -> Nullable<Timestamptz>,
        reminded_at -> Nullable<Timestamptz>,
        desk_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    commitments (booking_id, member_id) {
        booking_id -> Int8,
        member_id -> Int8,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
        during -> Tstzrange,
    }
}

diesel::table! {
    conversations (id) {
        id -> Int8,
        low_id -> Int8,
        high_id -> Int8,
        last_seq -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    cookie_sessions (digest) {
        digest -> Bytea,
        state -> Jsonb,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    data_exports (member_id) {
        member_id -> Int8,
        file -> Text,
        asked_at -> Timestamptz,
        made_at -> Nullable<Timestamptz>,
        expires_at -> Nullable<Timestamptz>,
        bytes -> Nullable<Int8>,
    }
}

diesel::table! {
    date_hours (id) {
        id -> Int8,
        member_id -> Int8,
        on_date -> Date,
        starts_minute -> Int2,
        ends_minute -> Int2,
    }
}

diesel::table! {
    date_overrides (member_id, on_date) {
        member_id -> Int8,
        on_date -> Date,
    }
}

diesel::table! {
    departures (member_id) {
        member_id -> Int8,
        left_at -> Timestamptz,
        purge_at -> Timestamptz,
        purged_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    evidence (booking_id, member_id) {
        booking_id -> Int8,
        member_id -> Int8,
        note -> Text,
        handed_in_at -> Timestamptz,
    }
}

diesel::table! {
    evidence_messages (booking_id, member_id, seq) {
        booking_id -> Int8,
        member_id -> Int8,
        seq -> Int8,
        sender_id -> Int8,
        body -> Text,
        sent_at -> Timestamptz,
    }
}

diesel::table! {
    job_schedules (name) {
        name -> Text,
        next_run_at -> Timestamptz,
    }
}

diesel::table! {
    jobs (id) {
        id -> Int8,
        kind -> Text,
        payload -> Jsonb,
        unique_key -> Nullable<Text>,
        state -> Text,
        attempts -> Int4,
        max_attempts -> Int4,
        run_at -> Timestamptz,
        locked_until -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    ledger_accounts (id) {
        id -> Int8,
        member_id -> Nullable<Int8>,
        kind -> Text,
        balance -> Int8,
        booking_id -> Nullable<Int8>,
        seal -> Bytea,
        is_open -> Bool,
    }
}

diesel::table! {
    ledger_closings (day) {
        day -> Date,
        closed_at -> Timestamptz,
        seal -> Bytea,
    }
}

diesel::table! {
    ledger_days (day) {
        day -> Date,
        transfers -> Int8,
        postings -> Int8,
        turnover -> Numeric,
        hash -> Bytea,
        sealed_at -> Timestamptz,
    }
}

diesel::table! {
    ledger_postings (id) {
        id -> Int8,
        transfer_id -> Int8,
        account_id -> Int8,
        amount -> Int8,
        balance_after -> Int8,
        member_id -> Nullable<Int8>,
        created_at -> Timestamptz,
        seal -> Bytea,
    }
}

diesel::table! {
    ledger_transfers (id) {
        id -> Int8,
        idempotency_key -> Text,
        kind -> Text,
        booking_id -> Nullable<Int8>,
        created_at -> Timestamptz,
        actor_id -> Nullable<Int8>,
        reason -> Nullable<Text>,
        day -> Date,
        seal -> Bytea,
    }
}

diesel::table! {
    linked_identities (id) {
        id -> Int8,
        member_id -> Int8,
        provider -> Text,
        subject -> Text,
        email -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    login_attempts (subject) {
        subject -> Bytea,
        tries -> Int4,
        strikes -> Int4,
        counted_from -> Timestamptz,
        open_at -> Timestamptz,
        last_at -> Timestamptz,
        refused -> Bool,
    }
}

diesel::table! {
    logins (id) {
        id -> Int8,
        member_id -> Int8,
        address -> Nullable<Inet>,
        user_agent -> Text,
        remembered -> Bool,
        created_at -> Timestamptz,
        last_seen_at -> Timestamptz,
        expires_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
        zone -> Text,
    }
}

diesel::table! {
    mail_tokens (digest) {
        digest -> Bytea,
        member_id -> Int8,
        purpose -> Text,
        expires_at -> Timestamptz,
        email -> Nullable<Text>,
    }
}

diesel::table! {
    matches (member_id, other_id) {
        member_id -> Int8,
        other_id -> Int8,
        score -> Int2,
        complementarity -> Int2,
        overlap -> Int2,
        learning_style -> Int2,
        rating -> Int2,
        response -> Int2,
        overlap_minutes -> Int4,
        learn_skill_id -> Int4,
        teach_skill_id -> Nullable<Int4>,
        generated_at -> Timestamptz,
    }
}

diesel::table! {
    member_skills (member_id, direction, skill_id) {
        member_id -> Int8,
        skill_id -> Int4,
        direction -> Text,
        level -> Int2,
        target_level -> Nullable<Int2>,
        note -> Text,
        position -> Int2,
    }
}

diesel::table! {
    members (id) {
        id -> Int8,
        email -> Text,
        password_hash -> Nullable<Text>,
        name -> Text,
        role -> Text,
        time_zone -> Text,
        theme -> Text,
        email_verified_at -> Nullable<Timestamptz>,
        suspended_at -> Nullable<Timestamptz>,
        onboarded_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        locale -> Text,
        deleted_at -> Nullable<Timestamptz>,
        last_seen_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    messages (conversation_id, seq) {
        conversation_id -> Int8,
        seq -> Int8,
        sender_id -> Int8,
        body -> Text,
        idempotency_key -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    move_slots (move_id, position) {
        move_id -> Int8,
        position -> Int2,
        starts_at -> Timestamptz,
    }
}

diesel::table! {
    moves (id) {
        id -> Int8,
        booking_id -> Int8,
        by_id -> Int8,
        note -> Text,
        state -> Text,
        offered_at -> Timestamptz,
        closed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    notifications (id) {
        id -> Int8,
        member_id -> Int8,
        category -> Text,
        kind -> Text,
        actor_id -> Nullable<Int8>,
        subject_id -> Nullable<Int8>,
        created_at -> Timestamptz,
        read_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    orders (actor_id, key) {
        actor_id -> Int8,
        key -> Uuid,
        fingerprint -> Bytea,
        done_at -> Timestamptz,
    }
}

diesel::table! {
    participants (conversation_id, member_id) {
        conversation_id -> Int8,
        member_id -> Int8,
        read_seq -> Int8,
        unread -> Int4,
        last_message_at -> Timestamptz,
    }
}

diesel::table! {
    passkey_challenges (browser, purpose) {
        browser -> Bytea,
        purpose -> Text,
        state -> Jsonb,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    passkeys (id) {
        id -> Int8,
        member_id -> Int8,
        credential_id -> Bytea,
        credential -> Jsonb,
        name -> Text,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    profiles (member_id) {
        member_id -> Int8,
        bio -> Text,
        city -> Text,
        country -> Text,
        languages -> Array<Nullable<Text>>,
        learning_style -> Nullable<Text>,
        visibility -> Text,
        photo -> Nullable<Text>,
    }
}

diesel::table! {
    programme_lessons (programme_id, position) {
        programme_id -> Int8,
        position -> Int2,
        title -> Text,
        outline -> Text,
        minutes -> Int2,
    }
}

diesel::table! {
    programmes (id) {
        id -> Int8,
        teacher_id -> Int8,
        skill_id -> Int4,
        title -> Text,
        goal -> Text,
        is_hidden -> Bool,
        revision -> Int4,
        key -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    provider_errands (digest) {
        digest -> Bytea,
        browser -> Bytea,
        provider -> Text,
        member_id -> Nullable<Int8>,
        nonce -> Text,
        verifier -> Text,
        way_on -> Text,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    quick_helps (id) {
        id -> Int8,
        learner_id -> Int8,
        skill_id -> Int4,
        question -> Text,
        minutes -> Int2,
        price -> Int8,
        state -> Text,
        asked_at -> Timestamptz,
        expires_at -> Timestamptz,
        closed_at -> Nullable<Timestamptz>,
        booking_id -> Nullable<Int8>,
    }
}

diesel::table! {
    rating_disputes (id) {
        id -> Int8,
        booking_id -> Int8,
        rater_id -> Int8,
        words -> Text,
        made_at -> Timestamptz,
        outcome -> Nullable<Text>,
        reason -> Text,
        decided_by -> Nullable<Int8>,
        decided_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    ratings (booking_id, rater_id) {
        booking_id -> Int8,
        rater_id -> Int8,
        ratee_id -> Int8,
        overall -> Int2,
        knowledge -> Int2,
        communication -> Int2,
        professionalism -> Int2,
        comment -> Text,
        private_note -> Text,
        rated_at -> Timestamptz,
        revealed_at -> Nullable<Timestamptz>,
        tags -> Array<Nullable<Text>>,
        hidden_until -> Nullable<Timestamptz>,
        set_aside_at -> Nullable<Timestamptz>,
        words_removed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    recovery_codes (member_id, digest) {
        member_id -> Int8,
        digest -> Bytea,
    }
}

diesel::table! {
    reminders (booking_id, minutes) {
        booking_id -> Int8,
        minutes -> Int4,
        due_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    second_factors (member_id) {
        member_id -> Int8,
        secret -> Bytea,
        last_step -> Int8,
        recovery_salt -> Bytea,
        created_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    series (id) {
        id -> Int8,
        learner_id -> Int8,
        teacher_id -> Int8,
        every_weeks -> Nullable<Int2>,
        key -> Uuid,
        proposed_at -> Timestamptz,
        programme -> Nullable<Text>,
    }
}

diesel::table! {
    series_dates (series_id, position) {
        series_id -> Int8,
        position -> Int2,
        on_date -> Date,
        starts_at -> Nullable<Timestamptz>,
        booking_id -> Nullable<Int8>,
        refusal -> Nullable<Text>,
    }
}

diesel::table! {
    series_lessons (series_id, position) {
        series_id -> Int8,
        position -> Int2,
        title -> Text,
        outline -> Text,
        minutes -> Int2,
    }
}

diesel::table! {
    skill_alerts (member_id, skill_id) {
        member_id -> Int8,
        skill_id -> Int4,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    skill_alerts_told (member_id, skill_id, teacher_id) {
        member_id -> Int8,
        skill_id -> Int4,
        teacher_id -> Int8,
        told_at -> Timestamptz,
    }
}

diesel::table! {
    skill_categories (id) {
        id -> Int2,
        slug -> Text,
        name -> Text,
    }
}

diesel::table! {
    skill_relations (skill_id, related_id) {
        skill_id -> Int4,
        related_id -> Int4,
        weight -> Int2,
    }
}

diesel::table! {
    skill_request_supporters (request_id, member_id) {
        request_id -> Int8,
        member_id -> Int8,
        why -> Text,
        created_at -> Timestamptz,
        told_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    skill_requests (id) {
        id -> Int8,
        name -> Text,
        category_id -> Int2,
        state -> Text,
        skill_id -> Nullable<Int4>,
        reason -> Text,
        created_at -> Timestamptz,
        decided_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    skill_slugs (slug) {
        slug -> Text,
        skill_id -> Int4,
    }
}

diesel::table! {
    skill_subcategories (id) {
        id -> Int2,
        category_id -> Int2,
        slug -> Text,
        name -> Text,
    }
}

diesel::table! {
    skill_terms (skill_id, term) {
        skill_id -> Int4,
        term -> Text,
        is_whole -> Bool,
        is_name -> Bool,
    }
}

diesel::table! {
    skill_vocabulary (word) {
        word -> Text,
    }
}

diesel::table! {
    skills (id) {
        id -> Int4,
        subcategory_id -> Int2,
        slug -> Text,
        name -> Text,
        synonyms -> Array<Nullable<Text>>,
    }
}

diesel::table! {
    skipped_steps (member_id, step) {
        member_id -> Int8,
        step -> Text,
    }
}

diesel::table! {
    standbys (member_id) {
        member_id -> Int8,
        until -> Timestamptz,
    }
}

diesel::table! {
    standings (member_id) {
        member_id -> Int8,
        rating_total -> Int8,
        rating_count -> Int4,
        taught_minutes -> Int8,
        learned_minutes -> Int8,
        sessions -> Int4,
        proposals -> Int4,
        proposals_answered -> Int4,
        figure -> Nullable<Int2>,
        figure_count -> Int4,
        figure_until -> Nullable<Date>,
    }
}

diesel::table! {
    taxonomy_changes (id) {
        id -> Int8,
        admin_id -> Int8,
        kind -> Text,
        skill -> Text,
        detail -> Text,
        request_id -> Nullable<Int8>,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    teaching_prices (member_id) {
        member_id -> Int8,
        hourly -> Int8,
    }
}

diesel::table! {
    time_off (id) {
        id -> Int8,
        member_id -> Int8,
        first_date -> Date,
        last_date -> Date,
        note -> Text,
    }
}

diesel::table! {
    verification_rounds (id) {
        id -> Int8,
        member_id -> Int8,
        skill_id -> Int4,
        opened_at -> Timestamptz,
        ends_at -> Timestamptz,
        decided_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    video_guests (booking_id, member_id) {
        booking_id -> Int8,
        member_id -> Int8,
        consented_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    video_presence (id) {
        id -> Int8,
        booking_id -> Int8,
        member_id -> Nullable<Int8>,
        kind -> Text,
        at -> Timestamptz,
        source -> Text,
        event_id -> Nullable<Text>,
        recording_id -> Nullable<Text>,
    }
}

diesel::table! {
    video_rooms (booking_id) {
        booking_id -> Int8,
        state -> Text,
        provider -> Nullable<Text>,
        url -> Nullable<Text>,
        room_key -> Text,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
        expires_at -> Timestamptz,
        outside_provider -> Nullable<Text>,
        outside_id -> Nullable<Text>,
        granted_starts_at -> Nullable<Timestamptz>,
        granted_ends_at -> Nullable<Timestamptz>,
        granted_recording -> Bool,
        asked_at -> Nullable<Timestamptz>,
        tries -> Int4,
        tended_until -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        changed_at -> Timestamptz,
        version -> Int8,
    }
}

diesel::table! {
    weekly_hours (id) {
        id -> Int8,
        member_id -> Int8,
        weekday -> Int2,
        starts_minute -> Int2,
        ends_minute -> Int2,
    }
}

diesel::joinable!(assessments -> bookings (booking_id));
diesel::joinable!(assessments -> members (assessor_id));
diesel::joinable!(badges -> members (member_id));
diesel::joinable!(badges -> skills (skill_id));
diesel::joinable!(booking_events -> bookings (booking_id));
diesel::joinable!(booking_events -> members (actor_id));
diesel::joinable!(booking_mails -> bookings (booking_id));
diesel::joinable!(booking_mails -> members (member_id));
diesel::joinable!(booking_rules -> members (member_id));
diesel::joinable!(booking_slots -> bookings (booking_id));
diesel::joinable!(booking_terms -> members (set_by));
diesel::joinable!(bookings -> booking_terms (terms_id));
diesel::joinable!(bookings -> skills (skill_id));
diesel::joinable!(calendar_connections -> members (member_id));
diesel::joinable!(calendar_errands -> members (member_id));
diesel::joinable!(calendar_events -> bookings (booking_id));
diesel::joinable!(calendar_events -> calendar_connections (connection_id));
diesel::joinable!(calendar_feeds -> members (member_id));
diesel::joinable!(calendars -> members (member_id));
diesel::joinable!(claims -> bookings (booking_id));
diesel::joinable!(commitments -> bookings (booking_id));
diesel::joinable!(commitments -> members (member_id));
diesel::joinable!(data_exports -> members (member_id));
diesel::joinable!(date_overrides -> members (member_id));
diesel::joinable!(departures -> members (member_id));
diesel::joinable!(evidence -> claims (booking_id));
diesel::joinable!(evidence -> members (member_id));
diesel::joinable!(evidence_messages -> members (sender_id));
diesel::joinable!(ledger_accounts -> members (member_id));
diesel::joinable!(ledger_postings -> ledger_accounts (account_id));
diesel::joinable!(ledger_postings -> ledger_transfers (transfer_id));
diesel::joinable!(ledger_transfers -> members (actor_id));
diesel::joinable!(linked_identities -> members (member_id));
diesel::joinable!(logins -> members (member_id));
diesel::joinable!(mail_tokens -> members (member_id));
diesel::joinable!(member_skills -> members (member_id));
diesel::joinable!(member_skills -> skills (skill_id));
diesel::joinable!(messages -> conversations (conversation_id));
diesel::joinable!(messages -> members (sender_id));
diesel::joinable!(move_slots -> moves (move_id));
diesel::joinable!(moves -> bookings (booking_id));
diesel::joinable!(moves -> members (by_id));
diesel::joinable!(orders -> members (actor_id));
diesel::joinable!(participants -> conversations (conversation_id));
diesel::joinable!(participants -> members (member_id));
diesel::joinable!(passkeys -> members (member_id));
diesel::joinable!(profiles -> members (member_id));
diesel::joinable!(programme_lessons -> programmes (programme_id));
diesel::joinable!(programmes -> members (teacher_id));
diesel::joinable!(programmes -> skills (skill_id));
diesel::joinable!(provider_errands -> members (member_id));
diesel::joinable!(quick_helps -> bookings (booking_id));
diesel::joinable!(quick_helps -> members (learner_id));
diesel::joinable!(quick_helps -> skills (skill_id));
diesel::joinable!(rating_disputes -> members (decided_by));
diesel::joinable!(ratings -> bookings (booking_id));
diesel::joinable!(recovery_codes -> second_factors (member_id));
diesel::joinable!(reminders -> bookings (booking_id));
diesel::joinable!(second_factors -> members (member_id));
diesel::joinable!(series_dates -> bookings (booking_id));
diesel::joinable!(series_dates -> series (series_id));
diesel::joinable!(series_lessons -> series (series_id));
diesel::joinable!(skill_alerts -> members (member_id));
diesel::joinable!(skill_alerts -> skills (skill_id));
diesel::joinable!(skill_alerts_told -> skills (skill_id));
diesel::joinable!(skill_request_supporters -> members (member_id));
diesel::joinable!(skill_request_supporters -> skill_requests (request_id));
diesel::joinable!(skill_requests -> skill_categories (category_id));
diesel::joinable!(skill_requests -> skills (skill_id));
diesel::joinable!(skill_slugs -> skills (skill_id));
diesel::joinable!(skill_subcategories -> skill_categories (category_id));
diesel::joinable!(skill_terms -> skills (skill_id));
diesel::joinable!(skills -> skill_subcategories (subcategory_id));
diesel::joinable!(skipped_steps -> members (member_id));
diesel::joinable!(standbys -> members (member_id));
diesel::joinable!(standings -> members (member_id));
diesel::joinable!(taxonomy_changes -> members (admin_id));
diesel::joinable!(taxonomy_changes -> skill_requests (request_id));
diesel::joinable!(teaching_prices -> members (member_id));
diesel::joinable!(time_off -> members (member_id));
diesel::joinable!(verification_rounds -> members (member_id));
diesel::joinable!(verification_rounds -> skills (skill_id));
diesel::joinable!(video_guests -> members (member_id));
diesel::joinable!(video_guests -> video_rooms (booking_id));
diesel::joinable!(video_presence -> members (member_id));
diesel::joinable!(video_presence -> video_rooms (booking_id));
diesel::joinable!(video_rooms -> bookings (booking_id));
diesel::joinable!(weekly_hours -> members (member_id));

diesel::allow_tables_to_appear_in_same_query!(
    assessments,
    badges,
    booking_events,
    booking_mails,
    booking_rules,
    booking_slots,
    booking_terms,
    booking_transitions,
    bookings,
    calendar_busy,
    calendar_connections,
    calendar_errands,
    calendar_events,
    calendar_feeds,
    calendars,
    claims,
    commitments,
    conversations,
    cookie_sessions,
    data_exports,
    date_hours,
    date_overrides,
    departures,
    evidence,
    evidence_messages,
    job_schedules,
    jobs,
    ledger_accounts,
    ledger_closings,
    ledger_days,
    ledger_postings,
    ledger_transfers,
    linked_identities,
    login_attempts,
    logins,
    mail_tokens,
    matches,
    member_skills,
    members,
    messages,
    move_slots,
    moves,
    notifications,
    orders,
    participants,
    passkey_challenges,
    passkeys,
    profiles,
    programme_lessons,
    programmes,
    provider_errands,
    quick_helps,
    rating_disputes,
    ratings,
    recovery_codes,
    reminders,
    second_factors,
    series,
    series_dates,
    series_lessons,
    skill_alerts,
    skill_alerts_told,
    skill_categories,
    skill_relations,
    skill_request_supporters,
    skill_requests,
    skill_slugs,
    skill_subcategories,
    skill_terms,
    skill_vocabulary,
    skills,
    skipped_steps,
    standbys,
    standings,
    taxonomy_changes,
    teaching_prices,
    time_off,
    verification_rounds,
    video_guests,
    video_presence,
    video_rooms,
    weekly_hours,
);
