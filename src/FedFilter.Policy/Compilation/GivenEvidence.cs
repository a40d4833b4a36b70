using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>What a test says was found out by asking the peer: <c>evidence</c>, <c>texts</c>, <c>asked-since</c>.</summary>
internal static class GivenEvidence
{
    public static GatheredEvidence Read(YamlFields given) => new()
    {
        Pieces = [.. given.Maps("evidence").Select(Piece)],
        Texts = [.. given.Maps("texts").Select(Text)],
        PendingSince = given.Moment("asked-since")?.Start,
    };

    private static Evidence Piece(YamlFields fields)
    {
        var says = new Commitment(
            fields.Text("use") ?? "train-ai",
            fields.OneOf("party", TermWords.Parties) ?? Party.Operator,
            fields.OneOf("scope", TermWords.Scopes) ?? Scope.Received,
            TermWords.Value(fields) ?? Commitment.No);
        var piece = new Evidence(says, fields.OneOf("level", TermWords.Levels) ?? EvidenceLevel.Published, "the test")
        {
            Begins = fields.Moment("begins")?.Start,
            Ends = fields.Moment("ends")?.End,
            State = fields.OneOf("state", EvidenceWords.States) ?? EvidenceState.InForce,
            Since = fields.Moment("since")?.Start,
            Key = fields.Text("key"),
            KeyIsListed = fields.Flag("key-is-listed") ?? false,
            KnownKey = fields.Text("known-key"),
            KeySince = fields.Moment("key-since")?.Start,
        };
        fields.NoOthers();
        return piece;
    }

    private static TextState Text(YamlFields fields)
    {
        var text = new TextState(
            fields.RequiredText("source"),
            fields.RequiredText("sha256"),
            fields.OneOf("state", EvidenceWords.States) ?? EvidenceState.InForce,
            fields.Moment("since")?.Start ?? DateTimeOffset.MinValue);
        fields.NoOthers();
        return text;
    }
}
