using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>attachments</c>: whether anything is attached.</summary>
internal sealed class AttachmentsMatcher(bool wanted, bool whenUnknown) : BodyMatcher(whenUnknown)
{
    public override string Asks => Spelling.Of("attachments", Spelling.Of(wanted));

    protected override bool? Holds(ActivityFacts activity, DateTimeOffset now) => activity.HasAttachments is { } has ? has == wanted : null;

    protected override string? Found(ActivityFacts activity) => activity.HasAttachments is { } has ? Spelling.Of(has) : null;
}
