-- Run by the owner of a service's database before its migrations: the running service may read and write rows and
-- nothing else, nobody else may enter. What a migration takes away (the audit table) stays away: rights on tables come
-- by default privileges alone. `service` is the role of the running service and the name of its database.
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"service" TO :"service";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"service";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"service";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO :"service";
ALTER DATABASE :"service" SET statement_timeout = '15s';
ALTER DATABASE :"service" SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE CURRENT_USER IN DATABASE :"service" SET statement_timeout = 0;
ALTER ROLE CURRENT_USER IN DATABASE :"service" SET lock_timeout = '2s';
