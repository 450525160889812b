DROP TABLE standings, ratings, booking_events, commitments, booking_slots, bookings, messages, participants,
    conversations, matches, weekly_hours, profiles, member_skills, skills, skill_subcategories, skill_categories,
    ledger_postings, ledger_transfers, ledger_accounts, notifications, job_schedules, jobs, cookie_sessions,
    mail_tokens, logins, members;
DROP FUNCTION ledger_apply_posting, ledger_refuse_imbalance, ledger_refuse_rewriting;
