using System.Collections.Immutable;
using FedFilter.Declarations.Commitments;
using FedFilter.Network;
using FedFilter.Policy;
using FedFilter.Policy.Facts;
using FedFilter.Signatures.Keys;

namespace FedFilter.Declarations.Sources;

/// <summary>The commitment document at <see cref="CommitmentDocument.WellKnown"/>: the only source that states what a server does itself.</summary>
internal sealed class CommitmentSource(ResourceClient client, ReadActor readActor, NetworkOptions network) : DeclarationSource
{
    public override string Name => "commitment document";

    public override async Task<SourceRecord?> ReadAsync(SourceQuestion question, CancellationToken cancellation)
    {
        var url = PeerUrl.Of(question.Peer, CommitmentDocument.WellKnown, network);
        var before = (question.Before ?? new SourceRecord(Name, ReadingState.Absent, "", question.Now)) with { Url = url.AbsoluteUri };
        var request = CommitmentFetching.Request(url, before.LastSeen is null ? null : before.Known) with { UserAgent = question.UserAgent };
        var answer = await client.GetAsync(request, cancellation);
        return answer switch
        {
            ResourceFetch.Fetched fetched when !CommitmentFetching.IsOfItsType(fetched) => Kept(before, ReadingState.Unreadable, $"{fetched.MediaType ?? "something without a media type"} in place of JSON", question.Now),
            ResourceFetch.Fetched fetched => await VerifiedAsync(before, fetched, question, cancellation),
            ResourceFetch.Unchanged => Again(before, question.Now),
            ResourceFetch.Failed { Fault: DocumentFault.NotFound or DocumentFault.Gone } failed => Withdrawn(before, failed.Why, question.Now),
            ResourceFetch.Failed { Fault: DocumentFault.Unreachable } failed => Kept(before, ReadingState.Unreachable, failed.Why, question.Now),
            ResourceFetch.Failed failed => Kept(before, ReadingState.Unreadable, failed.Why, question.Now),
            _ => before,
        };
    }

    private async Task<SourceRecord> VerifiedAsync(SourceRecord before, ResourceFetch.Fetched fetched, SourceQuestion question, CancellationToken cancellation)
    {
        var asked = new CommitmentQuestion(fetched.Body, question.Peer, before.Url!, question.Now) { LastSeen = before.LastSeen };
        if (CommitmentVerification.ActorOf(fetched.Body, asked.Url) is { } actor)
        {
            var (listed, why) = await readActor(actor, question.SignAs, cancellation);
            if (why is not null)
                return Kept(before, ReadingState.Unreachable, $"the actor {actor}, which should list its key: {why}", question.Now);
            asked = asked with { Listed = listed };
        }

        // Which key counts is for the standing to say: a pin may be set long after the document was read.
        return CommitmentVerification.Verify(asked) switch
        {
            CommitmentResult.Signed signed => Taken(before, fetched, signed.Document, signed.Sha256, signed.Key, signed, question.Now),
            CommitmentResult.Published published => Taken(before, fetched, published.Document, published.Sha256, published.UnboundKey, published, question.Now),
            CommitmentResult.KeyChanged changed => Taken(before, fetched, changed.Document, changed.Sha256, changed.Now, changed, question.Now),
            CommitmentResult.Expired expired => Taken(before, fetched, expired.Document, expired.Sha256, null, expired, question.Now),
            CommitmentResult.NotYetValid early => Kept(before, ReadingState.Invalid, $"it begins on {early.Document.Issued:u}", question.Now),
            CommitmentResult.Invalid { Fault: CommitmentFault.DocumentNotJson } invalid => Kept(before, ReadingState.Unreadable, invalid.Detail, question.Now),
            CommitmentResult.Invalid invalid => Kept(before, ReadingState.Invalid, $"{invalid.Fault.Code()}: {invalid.Detail}", question.Now),
            var other => throw new InvalidOperationException($"a result that is not known: {other}"),
        };
    }

    private static SourceRecord Taken(
        SourceRecord before, ResourceFetch.Fetched fetched, CommitmentDocument document, string sha256, string? multibase, CommitmentResult result, DateTimeOffset now)
    {
        var key = multibase is null ? null : DidKey.Of(multibase);
        var isListed = result is CommitmentResult.Signed;
        var earlier = before.Pieces.FirstOrDefault();
        var isExpired = result is CommitmentResult.Expired; // its proof was not looked at: who signed it stays as it was known

        // By the last document that counted, whatever it stated: one without a word that is known here makes its key known all the same.
        var known = before.LastSeen?.Key is { } first ? DidKey.Of(first) : isListed ? key : null;
        var proto = new Evidence(Commitment.Nothing, EvidenceLevel.Published, "its commitment document")
        {
            Source = before.Url,
            Sha256 = sha256,
            Begins = document.Issued,
            Ends = document.Expires,
            Key = isExpired ? known : key,
            KeyIsListed = isListed,
            KnownKey = known,
            KeySince = isExpired || earlier is null ? null : earlier.Key == key ? earlier.KeySince : now,
        };
        var pieces = document.Commitments.Distinct().Take(PieceMerge.Most).Select(says => proto with { Says = says }).ToImmutableArray();
        return before with
        {
            State = ReadingState.Found,
            Detail = Words(document, result),
            ReadAt = now,
            Sha256 = sha256,
            AnsweredAt = now,
            UnansweredSince = null,
            Known = fetched.Validators,
            Pieces = PieceMerge.Instead(before.Pieces, pieces, now),
            LastSeen = result.Remember ?? before.LastSeen,
        };
    }

    /// <summary>The host has sent no other: what was known stands, and so does the time from which it could not be read.</summary>
    private static SourceRecord Again(SourceRecord before, DateTimeOffset now) => before with
    {
        State = ReadingState.Found,
        ReadAt = now,
        AnsweredAt = now,
        UnansweredSince = null,
        Pieces = PieceMerge.Reached(before.Pieces),
    };

    private static SourceRecord Withdrawn(SourceRecord before, string why, DateTimeOffset now) => before with
    {
        State = ReadingState.Absent,
        Detail = why,
        ReadAt = now,
        AnsweredAt = now,
        UnansweredSince = null,
        Known = null,
        Pieces = PieceMerge.Withdrawn(before.Pieces, now),
    };

    /// <summary>What is there cannot be taken for a word of the peer's, neither for nor against.</summary>
    private static SourceRecord Kept(SourceRecord before, ReadingState state, string why, DateTimeOffset now) =>
        before.Unanswered(state, why, now) with { Pieces = PieceMerge.Unreached(before.Pieces, now), Known = null };

    private static string Words(CommitmentDocument document, CommitmentResult result)
    {
        var says = string.Join(", ", document.Commitments.Distinct().Take(PieceMerge.Most).Select(says => $"{says.Use} by {(says.Party == Party.Operator ? "itself" : "others")} of {says.Scope.ToString().ToLowerInvariant()}: {says.Value}"));
        return (says.Length == 0 ? "it states nothing that is known here" : says) + result switch
        {
            CommitmentResult.Signed signed => $"; signed with {DidKey.Of(signed.Key)}, which its actor lists",
            CommitmentResult.Published { UnboundKey: { } key } => $"; signed with {DidKey.Of(key)}, which nobody vouches for",
            CommitmentResult.Published => "; not signed",
            CommitmentResult.KeyChanged changed => $"; signed {(changed.Now is { } now ? "with " + DidKey.Of(now) : "by nobody")}, and before with {DidKey.Of(changed.Before)}",
            _ => $"; it ended on {document.Expires:u}",
        };
    }
}

/// <summary>Asks an actor which keys it lists. No keys and no reason where it lists none; a reason where it may be asked again in a minute.</summary>
internal delegate Task<(ActorKeys? Keys, string? Why)> ReadActor(Uri actor, SigningKey signAs, CancellationToken cancellation);
