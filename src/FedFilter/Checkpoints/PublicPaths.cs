namespace FedFilter.Checkpoints;

/// <summary>The paths on the origin's host that are FedFilter's own.</summary>
internal static class PublicPaths
{
    public const string All = "/fedfilter/**";
    public const string Actor = "/fedfilter/actor";
    public const string ActorInbox = "/fedfilter/actor/inbox";
    public const string Terms = "/fedfilter/terms";
    public const string TermsCheck = "/fedfilter/terms/check";
    public const string Decision = "/fedfilter/decisions/{id}";
    public const string Commitments = "/.well-known/federation-commitments";
    public const string WebFinger = "/.well-known/webfinger";
}
