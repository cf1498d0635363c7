CREATE TABLE IF NOT EXISTS github_events
(
    file_time            DateTime DEFAULT 0,
    event_type           Enum8('CommitCommentEvent' = 1, 'CreateEvent' = 2, 'DeleteEvent' = 3, 'ForkEvent' = 4,
                               'GollumEvent' = 5, 'IssueCommentEvent' = 6, 'IssuesEvent' = 7, 'MemberEvent' = 8,
                               'PublicEvent' = 9, 'PullRequestEvent' = 10, 'PullRequestReviewCommentEvent' = 11,
                               'PushEvent' = 12, 'ReleaseEvent' = 13, 'SponsorshipEvent' = 14, 'WatchEvent' = 15,
                               'GistEvent' = 16, 'FollowEvent' = 17, 'DownloadEvent' = 18,
                               'PullRequestReviewEvent' = 19, 'ForkApplyEvent' = 20, 'Event' = 21,
                               'TeamAddEvent' = 22) DEFAULT 'Event',
    actor_login          LowCardinality(String) DEFAULT '',
    repo_name            LowCardinality(String) DEFAULT '',
    created_at           DateTime DEFAULT 0,
    updated_at           Nullable(DateTime),
    action               Enum8('none' = 0, 'created' = 1, 'added' = 2, 'edited' = 3, 'deleted' = 4, 'opened' = 5,
                               'closed' = 6, 'reopened' = 7, 'assigned' = 8, 'unassigned' = 9, 'labeled' = 10,
                               'unlabeled' = 11, 'review_requested' = 12, 'review_request_removed' = 13,
                               'synchronize' = 14, 'started' = 15, 'published' = 16, 'update' = 17, 'create' = 18,
                               'fork' = 19, 'merged' = 20) DEFAULT 'none',
    comment_id           UInt64 DEFAULT 0,
    path                 String DEFAULT '',
    ref                  LowCardinality(String) DEFAULT '',
    ref_type             Enum8('none' = 0, 'branch' = 1, 'tag' = 2, 'repository' = 3, 'unknown' = 4) DEFAULT 'none',
    creator_user_login   LowCardinality(String) DEFAULT '',
    number               UInt32 DEFAULT 0,
    title                String DEFAULT '',
    labels               Array(LowCardinality(String)),
    state                Enum8('none' = 0, 'open' = 1, 'closed' = 2) DEFAULT 'none',
    assignee             LowCardinality(String) DEFAULT '',
    assignees            Array(LowCardinality(String)),
    closed_at            Nullable(DateTime),
    merged_at            Nullable(DateTime),
    merge_commit_sha     String DEFAULT '',
    requested_reviewers  Array(LowCardinality(String)),
    merged_by            LowCardinality(String) DEFAULT '',
    review_comments      UInt32 DEFAULT 0,
    member_login         LowCardinality(String) DEFAULT '',
    -- Where in Kafka the event came from: tells what is lost and what is there twice.
    _partition           Int32,
    _offset              Int64,
    -- For 'sink.semantic' = 'exactly-once': which block a row came in.
    _flink_block         UInt64 MATERIALIZED toUInt64OrZero(initialQueryID()) CODEC(T64, ZSTD(1)),
    INDEX _flink_block_idx _flink_block TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (event_type, repo_name, created_at)
SETTINGS non_replicated_deduplication_window = 10000
