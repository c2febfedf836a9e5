CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);

CREATE TABLE public.announcement (
    id bigint NOT NULL,
    kind text NOT NULL,
    fault text NOT NULL,
    occasion text NOT NULL,
    state text NOT NULL,
    by text NOT NULL,
    at timestamp with time zone NOT NULL,
    approved_by text NOT NULL,
    goes_at timestamp with time zone,
    starts timestamp with time zone,
    ends timestamp with time zone,
    document text NOT NULL
);

CREATE SEQUENCE public.announcement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.announcement_id_seq OWNED BY public.announcement.id;

CREATE TABLE public.announcement_reader (
    announcement_id bigint NOT NULL,
    "position" integer NOT NULL,
    address text NOT NULL,
    language text NOT NULL,
    timezone text NOT NULL
);

CREATE TABLE public.announcement_row (
    announcement_id bigint NOT NULL,
    "position" integer NOT NULL,
    contract_id text NOT NULL,
    contracts integer NOT NULL,
    contact_id bigint NOT NULL,
    case_id bigint NOT NULL,
    participant_id bigint NOT NULL,
    cases text NOT NULL,
    state text NOT NULL,
    problem text NOT NULL,
    outbox_id bigint NOT NULL
);

CREATE TABLE public.arrival (
    id bigint NOT NULL,
    inbox_id bigint NOT NULL,
    door text NOT NULL,
    source text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    envelope_from text,
    recipients text NOT NULL,
    trusted boolean NOT NULL,
    login text NOT NULL,
    profile text NOT NULL,
    answerable boolean NOT NULL,
    oversize bigint NOT NULL,
    header_digest text
);

CREATE SEQUENCE public.arrival_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.arrival_id_seq OWNED BY public.arrival.id;

CREATE TABLE public.audit (
    id bigint NOT NULL,
    subject text NOT NULL,
    seq integer NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    facts text NOT NULL,
    prev text NOT NULL,
    digest text NOT NULL
);

CREATE TABLE public.audit_head (
    subject text NOT NULL,
    seq integer NOT NULL,
    digest text NOT NULL,
    is_sealed boolean NOT NULL
);

CREATE SEQUENCE public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.audit_id_seq OWNED BY public.audit.id;

CREATE TABLE public.audit_root (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    prev text NOT NULL,
    heads text NOT NULL,
    digest text NOT NULL
);

CREATE SEQUENCE public.audit_root_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.audit_root_id_seq OWNED BY public.audit_root.id;

CREATE TABLE public.case_link (
    case_id bigint NOT NULL,
    other_id bigint NOT NULL,
    kind text NOT NULL
);

CREATE TABLE public.case_text (
    case_id bigint NOT NULL,
    subject text NOT NULL
);

CREATE TABLE public.case_wake (
    case_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    wanted_at timestamp with time zone NOT NULL
);

CREATE TABLE public.cases (
    id bigint NOT NULL,
    number text NOT NULL,
    contract_id text NOT NULL,
    status text NOT NULL,
    category text NOT NULL,
    category_reason text NOT NULL,
    priority text NOT NULL,
    priority_reason text NOT NULL,
    unsure text NOT NULL,
    level text NOT NULL,
    assignee text NOT NULL,
    policy_digest text NOT NULL,
    calendar_digest text NOT NULL,
    language text NOT NULL,
    private boolean NOT NULL,
    received_at timestamp with time zone NOT NULL,
    resolved_at timestamp with time zone,
    closed_at timestamp with time zone,
    merged_into bigint NOT NULL
);

CREATE SEQUENCE public.cases_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.cases_id_seq OWNED BY public.cases.id;

CREATE TABLE public.clock (
    case_id bigint NOT NULL,
    name text NOT NULL,
    state text NOT NULL,
    due timestamp with time zone,
    met_at timestamp with time zone,
    breached_at timestamp with time zone
);

CREATE TABLE public.contact (
    id bigint NOT NULL,
    contract_id text NOT NULL,
    "position" integer NOT NULL,
    document text NOT NULL,
    removed_at timestamp with time zone
);

CREATE TABLE public.contact_address (
    contact_id bigint NOT NULL,
    "position" integer NOT NULL,
    address_key text NOT NULL,
    address text NOT NULL
);

CREATE TABLE public.contact_change (
    id bigint NOT NULL,
    contract_id text NOT NULL,
    contact_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    cause text,
    before text,
    after text,
    undone_at timestamp with time zone
);

CREATE SEQUENCE public.contact_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.contact_change_id_seq OWNED BY public.contact_change.id;

CREATE SEQUENCE public.contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.contact_id_seq OWNED BY public.contact.id;

CREATE TABLE public.contract (
    id text NOT NULL,
    document text NOT NULL,
    declared_in text NOT NULL,
    version integer NOT NULL,
    removed_at timestamp with time zone
);

CREATE TABLE public.contract_key (
    contract_id text NOT NULL,
    kind text NOT NULL,
    scope text NOT NULL,
    "position" integer NOT NULL,
    value text NOT NULL,
    lookup text NOT NULL
);

CREATE TABLE public.contract_version (
    contract_id text NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    source text NOT NULL,
    document text NOT NULL,
    contacts_digest text NOT NULL
);

CREATE TABLE public.counter (
    name text NOT NULL,
    value bigint NOT NULL
);

CREATE TABLE public.desk_meta (
    id integer NOT NULL,
    generation text NOT NULL,
    pepper bytea NOT NULL,
    rehearsal boolean NOT NULL,
    contracts_version integer NOT NULL
);

CREATE SEQUENCE public.desk_meta_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.desk_meta_id_seq OWNED BY public.desk_meta.id;

CREATE TABLE public.event (
    case_id bigint NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    by text NOT NULL,
    facts text NOT NULL
);

CREATE TABLE public.fault (
    id bigint NOT NULL,
    number text NOT NULL,
    began timestamp with time zone NOT NULL,
    over_at timestamp with time zone
);

CREATE TABLE public.fault_case (
    fault_id bigint NOT NULL,
    case_id bigint NOT NULL
);

CREATE TABLE public.fault_event (
    fault_id bigint NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    by text NOT NULL,
    facts text NOT NULL
);

CREATE SEQUENCE public.fault_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.fault_id_seq OWNED BY public.fault.id;

CREATE TABLE public.fault_text (
    fault_id bigint NOT NULL,
    seq integer NOT NULL,
    texts text NOT NULL
);

CREATE TABLE public.inbox (
    id bigint NOT NULL,
    content_key text NOT NULL,
    raw_digest text NOT NULL,
    state text NOT NULL,
    tries integer NOT NULL,
    next_at timestamp with time zone,
    owner text,
    seen_arrival bigint NOT NULL,
    received_at timestamp with time zone NOT NULL,
    let_in_by text NOT NULL,
    decision text NOT NULL,
    reason text NOT NULL,
    case_id bigint NOT NULL,
    level text NOT NULL,
    told boolean NOT NULL,
    ended_at timestamp with time zone
);

CREATE SEQUENCE public.inbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.inbox_id_seq OWNED BY public.inbox.id;

CREATE TABLE public.inbox_text (
    inbox_id bigint NOT NULL,
    sender text NOT NULL,
    subject text NOT NULL,
    words text NOT NULL,
    hint text NOT NULL
);

CREATE TABLE public.ledger (
    contract_id text NOT NULL,
    seq integer NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    units integer NOT NULL,
    cause text NOT NULL,
    part integer NOT NULL,
    pack_id bigint,
    case_id bigint,
    reference text NOT NULL,
    actor text NOT NULL,
    why text NOT NULL,
    minutes integer NOT NULL,
    undoes integer NOT NULL,
    digest text DEFAULT ''::text NOT NULL
);

CREATE TABLE public.ledger_sum (
    contract_id text NOT NULL,
    pack_id bigint NOT NULL,
    kind text NOT NULL,
    units integer NOT NULL
);

CREATE TABLE public.mailbox_cursor (
    mailbox text NOT NULL,
    uidvalidity bigint NOT NULL,
    uid bigint NOT NULL
);

CREATE TABLE public.mailbox_lease (
    mailbox text NOT NULL,
    owner text NOT NULL,
    worker text NOT NULL,
    until timestamp with time zone NOT NULL
);

CREATE TABLE public.mailbox_mail (
    id bigint NOT NULL,
    inbox_id bigint NOT NULL,
    mailbox text NOT NULL,
    shelf text NOT NULL,
    uidvalidity bigint,
    uid bigint
);

CREATE SEQUENCE public.mailbox_mail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.mailbox_mail_id_seq OWNED BY public.mailbox_mail.id;

CREATE TABLE public.message (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    direction text NOT NULL,
    at timestamp with time zone NOT NULL,
    message_id text NOT NULL,
    sender_digest text NOT NULL,
    inbox_id bigint NOT NULL,
    level text NOT NULL,
    is_public boolean NOT NULL
);

CREATE SEQUENCE public.message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.message_id_seq OWNED BY public.message.id;

CREATE TABLE public.message_ref (
    digest text NOT NULL,
    case_id bigint NOT NULL
);

CREATE TABLE public.message_text (
    message_id bigint NOT NULL,
    from_address text NOT NULL,
    to_addresses text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    new_text text
);

CREATE TABLE public.month_report (
    id bigint NOT NULL,
    contract_id text NOT NULL,
    month text NOT NULL,
    asked bigint NOT NULL,
    contact_id bigint NOT NULL,
    state text NOT NULL,
    by text NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.month_report_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.month_report_id_seq OWNED BY public.month_report.id;

CREATE TABLE public.objection (
    address_digest text NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    inbox_id bigint NOT NULL
);

CREATE TABLE public.order_version (
    order_id bigint NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    document text NOT NULL
);

CREATE TABLE public.outbox (
    id bigint NOT NULL,
    cause text NOT NULL,
    letter text NOT NULL,
    recipient_digest text NOT NULL,
    message_id text NOT NULL,
    message_digest text NOT NULL,
    case_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    lane integer NOT NULL,
    automatic boolean NOT NULL,
    satisfies_clock boolean NOT NULL,
    state text NOT NULL,
    queued_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone,
    owner text,
    attempts integer NOT NULL,
    uncertain boolean NOT NULL,
    ended_at timestamp with time zone,
    noted boolean NOT NULL,
    facts text NOT NULL
);

CREATE TABLE public.outbox_content (
    outbox_id bigint NOT NULL,
    recipient text NOT NULL,
    envelope_from text NOT NULL,
    subject text NOT NULL,
    words text NOT NULL,
    content bytea NOT NULL
);

CREATE SEQUENCE public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.outbox_id_seq OWNED BY public.outbox.id;

CREATE TABLE public.pack_order (
    id bigint NOT NULL,
    contract_id text NOT NULL,
    reference text NOT NULL,
    units integer NOT NULL,
    ordered_on date NOT NULL,
    confirmed_on date,
    given_from date,
    given_until date,
    valid_from date NOT NULL,
    valid_until date,
    price text,
    declared_in text NOT NULL,
    version integer NOT NULL,
    added_at timestamp with time zone NOT NULL,
    added_by text NOT NULL,
    removed_at timestamp with time zone,
    cause text
);

CREATE SEQUENCE public.pack_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pack_order_id_seq OWNED BY public.pack_order.id;

CREATE TABLE public.participant (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    person_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    is_opener boolean NOT NULL,
    gets_mail boolean NOT NULL,
    may_write boolean NOT NULL
);

CREATE SEQUENCE public.participant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.participant_id_seq OWNED BY public.participant.id;

CREATE TABLE public.person (
    id bigint NOT NULL,
    key_digest text NOT NULL,
    address text NOT NULL,
    name text NOT NULL
);

CREATE SEQUENCE public.person_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.person_id_seq OWNED BY public.person.id;

CREATE TABLE public.raw_mail (
    digest text NOT NULL,
    content bytea NOT NULL
);

CREATE TABLE public.signing_key (
    id text NOT NULL,
    secret bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    is_current boolean NOT NULL
);

CREATE TABLE public.snapshot (
    digest text NOT NULL,
    kind text NOT NULL,
    content text NOT NULL
);

CREATE TABLE public.staff_act (
    inbox_id bigint NOT NULL,
    case_id bigint NOT NULL,
    handle text NOT NULL,
    at timestamp with time zone NOT NULL,
    commands text NOT NULL,
    before text NOT NULL,
    after text NOT NULL,
    first_seq integer NOT NULL,
    last_seq integer NOT NULL,
    undone_at timestamp with time zone
);

ALTER TABLE ONLY public.announcement ALTER COLUMN id SET DEFAULT nextval('public.announcement_id_seq'::regclass);

ALTER TABLE ONLY public.arrival ALTER COLUMN id SET DEFAULT nextval('public.arrival_id_seq'::regclass);

ALTER TABLE ONLY public.audit ALTER COLUMN id SET DEFAULT nextval('public.audit_id_seq'::regclass);

ALTER TABLE ONLY public.audit_root ALTER COLUMN id SET DEFAULT nextval('public.audit_root_id_seq'::regclass);

ALTER TABLE ONLY public.cases ALTER COLUMN id SET DEFAULT nextval('public.cases_id_seq'::regclass);

ALTER TABLE ONLY public.contact ALTER COLUMN id SET DEFAULT nextval('public.contact_id_seq'::regclass);

ALTER TABLE ONLY public.contact_change ALTER COLUMN id SET DEFAULT nextval('public.contact_change_id_seq'::regclass);

ALTER TABLE ONLY public.desk_meta ALTER COLUMN id SET DEFAULT nextval('public.desk_meta_id_seq'::regclass);

ALTER TABLE ONLY public.fault ALTER COLUMN id SET DEFAULT nextval('public.fault_id_seq'::regclass);

ALTER TABLE ONLY public.inbox ALTER COLUMN id SET DEFAULT nextval('public.inbox_id_seq'::regclass);

ALTER TABLE ONLY public.mailbox_mail ALTER COLUMN id SET DEFAULT nextval('public.mailbox_mail_id_seq'::regclass);

ALTER TABLE ONLY public.message ALTER COLUMN id SET DEFAULT nextval('public.message_id_seq'::regclass);

ALTER TABLE ONLY public.month_report ALTER COLUMN id SET DEFAULT nextval('public.month_report_id_seq'::regclass);

ALTER TABLE ONLY public.outbox ALTER COLUMN id SET DEFAULT nextval('public.outbox_id_seq'::regclass);

ALTER TABLE ONLY public.pack_order ALTER COLUMN id SET DEFAULT nextval('public.pack_order_id_seq'::regclass);

ALTER TABLE ONLY public.participant ALTER COLUMN id SET DEFAULT nextval('public.participant_id_seq'::regclass);

ALTER TABLE ONLY public.person ALTER COLUMN id SET DEFAULT nextval('public.person_id_seq'::regclass);

INSERT INTO public.alembic_version VALUES ('0011');

INSERT INTO public.arrival VALUES (1, 1, 'lmtp', 'lmtp/1', '2026-11-24 03:00:00+00', 'yamada@client.example', '["support@vendor.example"]', false, '', '', true, 0, NULL);

INSERT INTO public.audit VALUES (1, 'contract:C-1', 1, '2026-11-24 03:00:00+00', 'configuration', 'order.added', '{"confirmed_on":null,"given_from":null,"given_until":null,"order":"PO-1","ordered_on":"2026-11-24","price":null,"units":10,"valid_from":"2026-11-24","valid_until":"2027-11-23","version":1}', '', '19a60f73abab76cdc382bb34c9de8795b847a4562d38a8789678d61c5d3b616b');
INSERT INTO public.audit VALUES (2, 'contract:C-1', 2, '2026-11-24 03:00:00+00', 'configuration', 'contract.added', '{"fields":["calendar","client","contacts.contacts","from","id","language","openers","packs","policy","terms","until"]}', '19a60f73abab76cdc382bb34c9de8795b847a4562d38a8789678d61c5d3b616b', '0206561a059490e93f6f6c293b18164fa3e61bae61a9bf813070f5df8d092930');
INSERT INTO public.audit VALUES (3, 'desk:keys', 1, '2026-11-24 03:00:00+00', 'desk', 'key.made', '{"key":"6ea3"}', '', 'f0bf52ff8c7128bed4912c8c0600c2b7413b373de53947eb8a86f00b05b0397b');
INSERT INTO public.audit VALUES (4, 'case:1', 1, '2026-11-24 03:00:00+00', 'desk', 'case.opened', '{}', '', '589922f08eccfdf39730d82f81aeb81f4d56c704ff603acca270b370b93e7ba3');

INSERT INTO public.audit_head VALUES ('case:1', 1, '589922f08eccfdf39730d82f81aeb81f4d56c704ff603acca270b370b93e7ba3', true);
INSERT INTO public.audit_head VALUES ('contract:C-1', 2, '0206561a059490e93f6f6c293b18164fa3e61bae61a9bf813070f5df8d092930', true);
INSERT INTO public.audit_head VALUES ('desk:keys', 1, 'f0bf52ff8c7128bed4912c8c0600c2b7413b373de53947eb8a86f00b05b0397b', true);
INSERT INTO public.audit_head VALUES ('ledger:C-1', 2, '126076733d2facb27a56b57ab6f7a668e8203bea0f0dff5a67f3b161eb9e6da6', true);

INSERT INTO public.audit_root VALUES (1, '2026-11-24 03:00:00+00', '', '[["case:1",1,"589922f08eccfdf39730d82f81aeb81f4d56c704ff603acca270b370b93e7ba3"],["contract:C-1",2,"0206561a059490e93f6f6c293b18164fa3e61bae61a9bf813070f5df8d092930"],["desk:keys",1,"f0bf52ff8c7128bed4912c8c0600c2b7413b373de53947eb8a86f00b05b0397b"],["ledger:C-1",2,"126076733d2facb27a56b57ab6f7a668e8203bea0f0dff5a67f3b161eb9e6da6"]]', '90fb88ef42359b5690eb0258cc73258369b50f139de366b116e5fbeb9a9cd663');

INSERT INTO public.case_text VALUES (1, '請求書が届きません');

INSERT INTO public.cases VALUES (1, 'INC-000001', 'C-1', 'new', 'question', 'default', 'normal', 'default', '', '', '', 'p', 'c', 'ja', false, '2026-11-24 03:00:00+00', NULL, NULL, 0);

INSERT INTO public.clock VALUES (1, 'answer', 'running', '2026-11-24 03:00:00+00', NULL, NULL);

INSERT INTO public.contact VALUES (1, 'C-1', 0, '{"company":"Client KK","department":"総務部","honorific":"","language":"","name":"山田 太郎","roles":["admin"],"timezone":"","title":""}', NULL);

INSERT INTO public.contact_address VALUES (1, 0, 'yamada@client.example', 'yamada@client.example');

INSERT INTO public.contract VALUES ('C-1', '{"address":"","calendar":"office","categories":[],"client":"Client KK","domains":[],"is_default":false,"language":"ja","licences":0,"policy":"standard","prices":null,"products":[],"services":[],"terms":"incidents","timezone":"","valid_from":"2026-01-01","valid_until":"2027-12-31"}', 'config.toml', 1, NULL);

INSERT INTO public.contract_key VALUES ('C-1', 'opener', '', 0, 'admin', 'admin');

INSERT INTO public.contract_version VALUES ('C-1', 1, '2026-11-24 03:00:00+00', 'configuration', 'config.toml', '{"address":"","calendar":"office","categories":[],"client":"Client KK","domains":[],"is_default":false,"language":"ja","licences":0,"orders":[{"confirmed_on":null,"ordered_on":"2026-11-24","price":null,"reference":"PO-1","units":10,"valid_from":null,"valid_until":null}],"policy":"standard","prices":null,"products":[],"services":[],"terms":"incidents","timezone":"","valid_from":"2026-01-01","valid_until":"2027-12-31"}', 'dddfcc40367c737925ec8d7c380b03c1f7130844cd125ad6b4700369829a7a13');

INSERT INTO public.counter VALUES ('case', 1);

INSERT INTO public.desk_meta VALUES (1, '538743843ae310be468366feb8a9f899', '\x270132df38b7a5b9632f3d84479d01dc10cde5bbe61c6d363026308c8665fc43', false, 1);

INSERT INTO public.event VALUES (1, 1, 'received', '2026-11-24 03:00:00+00', 'desk', '{"message":1}');

INSERT INTO public.inbox VALUES (1, 'first', '01d0d8cbd5bc7bca96f6635ed2033e83e52363e543381e5b2088dfadf8c767cd', 'done', 1, NULL, NULL, 1, '2026-11-24 03:00:00+00', '', 'open', 'opener', 1, 'A', true, '2026-11-24 03:00:00+00');

INSERT INTO public.ledger VALUES ('C-1', 1, '2026-11-24 03:00:00+00', 'granted', 10, 'order:1:1', 1, 1, NULL, 'PO-1', 'configuration', '', 0, 0, '024a776e52a6bf345af74473385c9e8770bc1ee86857a5fb4b7f6574fc31c2af');
INSERT INTO public.ledger VALUES ('C-1', 2, '2026-11-24 03:00:00+00', 'reserved', 1, 'case:1:started', 1, 1, 1, '', 'desk', '', 0, 0, '126076733d2facb27a56b57ab6f7a668e8203bea0f0dff5a67f3b161eb9e6da6');

INSERT INTO public.ledger_sum VALUES ('C-1', 1, 'granted', 10);
INSERT INTO public.ledger_sum VALUES ('C-1', 1, 'reserved', 1);

INSERT INTO public.message VALUES (1, 1, 'in', '2026-11-24 03:00:00+00', '<1@client.example>', '438c4a105aa29f557d5f68914ed61e31', 1, 'A', true);

INSERT INTO public.message_ref VALUES ('5f75bf0bd00363e16fe055cbf119abf6ab4bc2fa6562bcfc472e007263a8f7a9', 1);
INSERT INTO public.message_ref VALUES ('4cd66962acb6da336e7086dd04f1cda6527f96f2bc23b207103d127a33d9febb', 1);

INSERT INTO public.message_text VALUES (1, 'yamada@client.example', '["support@vendor.example"]', '請求書', '請求書が届きません。', NULL);

INSERT INTO public.order_version VALUES (1, 1, '2026-11-24 03:00:00+00', '{"is_cancelled":false,"price":null,"terms":{"block":1,"kind":"incidents","minutes":30,"per_pack":null,"per_unit":null,"units_billed":"ordered"},"units":10,"valid_from":"2026-11-24","valid_until":"2027-11-23"}');

INSERT INTO public.outbox VALUES (1, 'inbox:1', 'case-opened', '438c4a105aa29f557d5f68914ed61e31', '<inbox:1.case-opened.yamada@vendor.example>', '4cd66962acb6da336e7086dd04f1cda6527f96f2bc23b207103d127a33d9febb', 1, 0, 0, true, false, 'queued', '2026-11-24 03:00:00+00', '2026-11-24 03:00:00+00', NULL, 0, false, NULL, false, '{}');

INSERT INTO public.outbox_content VALUES (1, 'yamada@client.example', 'support@vendor.example', '[INC-000001]', '', '\x5375626a6563743a205b494e432d3030303030315d0d0a0d0a4465617220637573746f6d65720d0a');

INSERT INTO public.pack_order VALUES (1, 'C-1', 'PO-1', 10, '2026-11-24', NULL, NULL, NULL, '2026-11-24', '2027-11-23', NULL, 'config.toml', 1, '2026-11-24 03:00:00+00', 'configuration', NULL, NULL);

INSERT INTO public.participant VALUES (1, 1, 1, 0, true, true, true);

INSERT INTO public.person VALUES (1, '438c4a105aa29f557d5f68914ed61e31', 'yamada@client.example', '山田 太郎');

INSERT INTO public.raw_mail VALUES ('01d0d8cbd5bc7bca96f6635ed2033e83e52363e543381e5b2088dfadf8c767cd', '\x5375626a6563743a20e8ab8be6b182e69bb80d0a0d0ae8ab8be6b182e69bb8e3818ce5b18ae3818de381bee3819be38293e380820d0a');

INSERT INTO public.signing_key VALUES ('6ea3', '\xeb277f93850ac81d9fd4979c4d3efe3f4b66bc3884f48861076340eba7f9aa0c', '2026-11-24 03:00:00+00', true);

INSERT INTO public.snapshot VALUES ('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', 'policy', '{}');

SELECT pg_catalog.setval('public.announcement_id_seq', 1, false);

SELECT pg_catalog.setval('public.arrival_id_seq', 1, true);

SELECT pg_catalog.setval('public.audit_id_seq', 4, true);

SELECT pg_catalog.setval('public.audit_root_id_seq', 1, true);

SELECT pg_catalog.setval('public.cases_id_seq', 1, true);

SELECT pg_catalog.setval('public.contact_change_id_seq', 1, false);

SELECT pg_catalog.setval('public.contact_id_seq', 1, true);

SELECT pg_catalog.setval('public.desk_meta_id_seq', 1, false);

SELECT pg_catalog.setval('public.fault_id_seq', 1, false);

SELECT pg_catalog.setval('public.inbox_id_seq', 1, true);

SELECT pg_catalog.setval('public.mailbox_mail_id_seq', 1, false);

SELECT pg_catalog.setval('public.message_id_seq', 1, true);

SELECT pg_catalog.setval('public.month_report_id_seq', 1, false);

SELECT pg_catalog.setval('public.outbox_id_seq', 1, true);

SELECT pg_catalog.setval('public.pack_order_id_seq', 1, true);

SELECT pg_catalog.setval('public.participant_id_seq', 1, true);

SELECT pg_catalog.setval('public.person_id_seq', 1, true);

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkey PRIMARY KEY (version_num);

ALTER TABLE ONLY public.announcement
    ADD CONSTRAINT pk_announcement PRIMARY KEY (id);

ALTER TABLE ONLY public.announcement_reader
    ADD CONSTRAINT pk_announcement_reader PRIMARY KEY (announcement_id, "position");

ALTER TABLE ONLY public.announcement_row
    ADD CONSTRAINT pk_announcement_row PRIMARY KEY (announcement_id, "position");

ALTER TABLE ONLY public.arrival
    ADD CONSTRAINT pk_arrival PRIMARY KEY (id);

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT pk_audit PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT pk_audit_head PRIMARY KEY (subject);

ALTER TABLE ONLY public.audit_root
    ADD CONSTRAINT pk_audit_root PRIMARY KEY (id);

ALTER TABLE ONLY public.case_link
    ADD CONSTRAINT pk_case_link PRIMARY KEY (case_id, other_id, kind);

ALTER TABLE ONLY public.case_text
    ADD CONSTRAINT pk_case_text PRIMARY KEY (case_id);

ALTER TABLE ONLY public.case_wake
    ADD CONSTRAINT pk_case_wake PRIMARY KEY (case_id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT pk_cases PRIMARY KEY (id);

ALTER TABLE ONLY public.clock
    ADD CONSTRAINT pk_clock PRIMARY KEY (case_id, name);

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT pk_contact PRIMARY KEY (id);

ALTER TABLE ONLY public.contact_address
    ADD CONSTRAINT pk_contact_address PRIMARY KEY (contact_id, "position");

ALTER TABLE ONLY public.contact_change
    ADD CONSTRAINT pk_contact_change PRIMARY KEY (id);

ALTER TABLE ONLY public.contract
    ADD CONSTRAINT pk_contract PRIMARY KEY (id);

ALTER TABLE ONLY public.contract_key
    ADD CONSTRAINT pk_contract_key PRIMARY KEY (contract_id, kind, scope, "position");

ALTER TABLE ONLY public.contract_version
    ADD CONSTRAINT pk_contract_version PRIMARY KEY (contract_id, version);

ALTER TABLE ONLY public.counter
    ADD CONSTRAINT pk_counter PRIMARY KEY (name);

ALTER TABLE ONLY public.desk_meta
    ADD CONSTRAINT pk_desk_meta PRIMARY KEY (id);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT pk_event PRIMARY KEY (case_id, seq);

ALTER TABLE ONLY public.fault
    ADD CONSTRAINT pk_fault PRIMARY KEY (id);

ALTER TABLE ONLY public.fault_case
    ADD CONSTRAINT pk_fault_case PRIMARY KEY (fault_id, case_id);

ALTER TABLE ONLY public.fault_event
    ADD CONSTRAINT pk_fault_event PRIMARY KEY (fault_id, seq);

ALTER TABLE ONLY public.fault_text
    ADD CONSTRAINT pk_fault_text PRIMARY KEY (fault_id, seq);

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT pk_inbox PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_text
    ADD CONSTRAINT pk_inbox_text PRIMARY KEY (inbox_id);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT pk_ledger PRIMARY KEY (contract_id, seq);

ALTER TABLE ONLY public.ledger_sum
    ADD CONSTRAINT pk_ledger_sum PRIMARY KEY (contract_id, pack_id, kind);

ALTER TABLE ONLY public.mailbox_cursor
    ADD CONSTRAINT pk_mailbox_cursor PRIMARY KEY (mailbox);

ALTER TABLE ONLY public.mailbox_lease
    ADD CONSTRAINT pk_mailbox_lease PRIMARY KEY (mailbox);

ALTER TABLE ONLY public.mailbox_mail
    ADD CONSTRAINT pk_mailbox_mail PRIMARY KEY (id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT pk_message PRIMARY KEY (id);

ALTER TABLE ONLY public.message_ref
    ADD CONSTRAINT pk_message_ref PRIMARY KEY (digest, case_id);

ALTER TABLE ONLY public.message_text
    ADD CONSTRAINT pk_message_text PRIMARY KEY (message_id);

ALTER TABLE ONLY public.month_report
    ADD CONSTRAINT pk_month_report PRIMARY KEY (id);

ALTER TABLE ONLY public.objection
    ADD CONSTRAINT pk_objection PRIMARY KEY (address_digest, kind);

ALTER TABLE ONLY public.order_version
    ADD CONSTRAINT pk_order_version PRIMARY KEY (order_id, version);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT pk_outbox PRIMARY KEY (id);

ALTER TABLE ONLY public.outbox_content
    ADD CONSTRAINT pk_outbox_content PRIMARY KEY (outbox_id);

ALTER TABLE ONLY public.pack_order
    ADD CONSTRAINT pk_pack_order PRIMARY KEY (id);

ALTER TABLE ONLY public.participant
    ADD CONSTRAINT pk_participant PRIMARY KEY (id);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT pk_person PRIMARY KEY (id);

ALTER TABLE ONLY public.raw_mail
    ADD CONSTRAINT pk_raw_mail PRIMARY KEY (digest);

ALTER TABLE ONLY public.signing_key
    ADD CONSTRAINT pk_signing_key PRIMARY KEY (id);

ALTER TABLE ONLY public.snapshot
    ADD CONSTRAINT pk_snapshot PRIMARY KEY (digest);

ALTER TABLE ONLY public.staff_act
    ADD CONSTRAINT pk_staff_act PRIMARY KEY (inbox_id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT uq_cases_number UNIQUE (number);

ALTER TABLE ONLY public.fault
    ADD CONSTRAINT uq_fault_number UNIQUE (number);

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT uq_inbox_content_key UNIQUE (content_key);

ALTER TABLE ONLY public.month_report
    ADD CONSTRAINT uq_month_report_month_contract_id_asked UNIQUE (month, contract_id, asked);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT uq_person_key_digest UNIQUE (key_digest);

CREATE INDEX ix_announcement_fault ON public.announcement USING btree (fault, id);

CREATE INDEX ix_announcement_occasion ON public.announcement USING btree (occasion);

CREATE INDEX ix_announcement_row_outbox ON public.announcement_row USING btree (outbox_id) WHERE (outbox_id > 0);

CREATE INDEX ix_announcement_row_waiting ON public.announcement_row USING btree (announcement_id, "position") WHERE (state = 'waiting'::text);

CREATE INDEX ix_announcement_sending ON public.announcement USING btree (goes_at, id) WHERE (state = 'sending'::text);

CREATE INDEX ix_announcement_starts ON public.announcement USING btree (starts) WHERE (starts IS NOT NULL);

CREATE INDEX ix_arrival_inbox_id ON public.arrival USING btree (inbox_id);

CREATE INDEX ix_audit_head_unsealed ON public.audit_head USING btree (subject) WHERE (NOT is_sealed);

CREATE INDEX ix_case_link_other ON public.case_link USING btree (other_id);

CREATE INDEX ix_case_wake_at ON public.case_wake USING btree (at, wanted_at, case_id);

CREATE INDEX ix_cases_closed_at ON public.cases USING btree (closed_at);

CREATE INDEX ix_cases_contract_id ON public.cases USING btree (contract_id, id);

CREATE INDEX ix_cases_unfinished ON public.cases USING btree (status, id) WHERE (status <> ALL (ARRAY['closed'::text, 'merged'::text]));

CREATE INDEX ix_clock_due ON public.clock USING btree (due) WHERE (state = 'running'::text);

CREATE INDEX ix_contact_address_key ON public.contact_address USING btree (address_key);

CREATE INDEX ix_contact_change_cause ON public.contact_change USING btree (cause) WHERE (cause IS NOT NULL);

CREATE INDEX ix_contact_change_contract ON public.contact_change USING btree (contract_id, id);

CREATE INDEX ix_contact_contract ON public.contact USING btree (contract_id, "position");

CREATE INDEX ix_contract_declared_in ON public.contract USING btree (declared_in);

CREATE INDEX ix_contract_key_lookup ON public.contract_key USING btree (lookup, kind);

CREATE INDEX ix_event_at ON public.event USING btree (at);

CREATE INDEX ix_fault_began ON public.fault USING btree (began);

CREATE INDEX ix_fault_case_case ON public.fault_case USING btree (case_id);

CREATE INDEX ix_fault_running ON public.fault USING btree (id) WHERE (over_at IS NULL);

CREATE INDEX ix_inbox_due ON public.inbox USING btree (next_at, id) WHERE (next_at IS NOT NULL);

CREATE INDEX ix_inbox_held_case ON public.inbox USING btree (case_id, id) WHERE (state = 'held'::text);

CREATE INDEX ix_inbox_owner ON public.inbox USING btree (owner) WHERE (owner IS NOT NULL);

CREATE INDEX ix_inbox_received_at ON public.inbox USING btree (received_at);

CREATE INDEX ix_inbox_state ON public.inbox USING btree (state, id) WHERE (state <> ALL (ARRAY['done'::text, 'dropped'::text]));

CREATE INDEX ix_inbox_untold ON public.inbox USING btree (id) WHERE ((state = ANY (ARRAY['held'::text, 'failed'::text])) AND (NOT told));

CREATE INDEX ix_ledger_case ON public.ledger USING btree (case_id, contract_id);

CREATE INDEX ix_ledger_standing ON public.ledger USING btree (contract_id, seq) WHERE ((case_id IS NULL) OR (pack_id IS NULL));

CREATE INDEX ix_mailbox_mail_inbox_id ON public.mailbox_mail USING btree (inbox_id);

CREATE INDEX ix_message_case_sender ON public.message USING btree (case_id, sender_digest, at);

CREATE INDEX ix_month_report_going ON public.month_report USING btree (id) WHERE (state = ANY (ARRAY['going'::text, 'asked'::text]));

CREATE INDEX ix_outbox_case ON public.outbox USING btree (case_id);

CREATE INDEX ix_outbox_due ON public.outbox USING btree (lane, next_at, id) WHERE (next_at IS NOT NULL);

CREATE INDEX ix_outbox_ended ON public.outbox USING btree (id) WHERE ((ended_at IS NOT NULL) AND (NOT noted));

CREATE INDEX ix_outbox_message ON public.outbox USING btree (message_digest);

CREATE INDEX ix_outbox_owner ON public.outbox USING btree (owner) WHERE (owner IS NOT NULL);

CREATE INDEX ix_outbox_recipient ON public.outbox USING btree (recipient_digest, letter, queued_at);

CREATE INDEX ix_outbox_state ON public.outbox USING btree (state, id) WHERE (state <> 'sent'::text);

CREATE INDEX ix_pack_order_cause ON public.pack_order USING btree (cause) WHERE (cause IS NOT NULL);

CREATE INDEX ix_participant_person ON public.participant USING btree (person_id);

CREATE INDEX ix_staff_act_case ON public.staff_act USING btree (case_id, inbox_id);

CREATE UNIQUE INDEX uq_arrival_source ON public.arrival USING btree (door, source);

CREATE UNIQUE INDEX uq_audit_chain ON public.audit USING btree (subject, seq);

CREATE UNIQUE INDEX uq_ledger_cause ON public.ledger USING btree (contract_id, cause, part);

CREATE UNIQUE INDEX uq_mailbox_mail_place ON public.mailbox_mail USING btree (mailbox, shelf, uidvalidity, uid);

CREATE UNIQUE INDEX uq_outbox_once ON public.outbox USING btree (cause, letter, recipient_digest);

CREATE UNIQUE INDEX uq_pack_order_reference ON public.pack_order USING btree (contract_id, reference);

CREATE UNIQUE INDEX uq_participant_case ON public.participant USING btree (case_id, person_id);

ALTER TABLE ONLY public.announcement_reader
    ADD CONSTRAINT fk_announcement_reader_announcement_id FOREIGN KEY (announcement_id) REFERENCES public.announcement(id);

ALTER TABLE ONLY public.announcement_row
    ADD CONSTRAINT fk_announcement_row_announcement_id FOREIGN KEY (announcement_id) REFERENCES public.announcement(id);

ALTER TABLE ONLY public.arrival
    ADD CONSTRAINT fk_arrival_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.inbox(id);

ALTER TABLE ONLY public.case_link
    ADD CONSTRAINT fk_case_link_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.case_link
    ADD CONSTRAINT fk_case_link_other_id FOREIGN KEY (other_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.case_text
    ADD CONSTRAINT fk_case_text_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.case_wake
    ADD CONSTRAINT fk_case_wake_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.clock
    ADD CONSTRAINT fk_clock_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.contact_address
    ADD CONSTRAINT fk_contact_address_contact_id FOREIGN KEY (contact_id) REFERENCES public.contact(id);

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT fk_contact_contract_id FOREIGN KEY (contract_id) REFERENCES public.contract(id);

ALTER TABLE ONLY public.contract_key
    ADD CONSTRAINT fk_contract_key_contract_id FOREIGN KEY (contract_id) REFERENCES public.contract(id);

ALTER TABLE ONLY public.contract_version
    ADD CONSTRAINT fk_contract_version_contract_id FOREIGN KEY (contract_id) REFERENCES public.contract(id);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT fk_event_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.fault_case
    ADD CONSTRAINT fk_fault_case_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.fault_case
    ADD CONSTRAINT fk_fault_case_fault_id FOREIGN KEY (fault_id) REFERENCES public.fault(id);

ALTER TABLE ONLY public.fault_event
    ADD CONSTRAINT fk_fault_event_fault_id FOREIGN KEY (fault_id) REFERENCES public.fault(id);

ALTER TABLE ONLY public.fault_text
    ADD CONSTRAINT fk_fault_text_fault_id FOREIGN KEY (fault_id) REFERENCES public.fault(id);

ALTER TABLE ONLY public.inbox_text
    ADD CONSTRAINT fk_inbox_text_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.inbox(id);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT fk_ledger_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT fk_ledger_contract_id FOREIGN KEY (contract_id) REFERENCES public.contract(id);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT fk_ledger_pack_id FOREIGN KEY (pack_id) REFERENCES public.pack_order(id);

ALTER TABLE ONLY public.ledger_sum
    ADD CONSTRAINT fk_ledger_sum_contract_id FOREIGN KEY (contract_id) REFERENCES public.contract(id);

ALTER TABLE ONLY public.mailbox_mail
    ADD CONSTRAINT fk_mailbox_mail_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.inbox(id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT fk_message_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.message_text
    ADD CONSTRAINT fk_message_text_message_id FOREIGN KEY (message_id) REFERENCES public.message(id);

ALTER TABLE ONLY public.order_version
    ADD CONSTRAINT fk_order_version_order_id FOREIGN KEY (order_id) REFERENCES public.pack_order(id);

ALTER TABLE ONLY public.outbox_content
    ADD CONSTRAINT fk_outbox_content_outbox_id FOREIGN KEY (outbox_id) REFERENCES public.outbox(id);

ALTER TABLE ONLY public.pack_order
    ADD CONSTRAINT fk_pack_order_contract_id FOREIGN KEY (contract_id) REFERENCES public.contract(id);

ALTER TABLE ONLY public.participant
    ADD CONSTRAINT fk_participant_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.participant
    ADD CONSTRAINT fk_participant_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.staff_act
    ADD CONSTRAINT fk_staff_act_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.staff_act
    ADD CONSTRAINT fk_staff_act_inbox_id FOREIGN KEY (inbox_id) REFERENCES public.inbox(id);
