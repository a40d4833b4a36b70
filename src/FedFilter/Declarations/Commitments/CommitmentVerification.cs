using System.Security.Cryptography;
using System.Text.Json;
using FedFilter.Signatures.Keys;

namespace FedFilter.Declarations.Commitments;

/// <summary>
/// Says what a document is worth: a pure function. What is cheap comes first, and what was seen before is asked only about a document
/// that is in order by itself: size, JSON, layout; address and host; time; key; proof; the key pinned or seen before; the chain.
/// </summary>
internal static class CommitmentVerification
{
    /// <summary>How far the clocks of two servers may be apart: who signs and asks to be looked at again must not be sent away.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromMinutes(5);

    public static CommitmentResult Verify(CommitmentQuestion question)
    {
        var reading = CommitmentReader.Read(question.Octets);
        if (reading is CommitmentReading.Failed failed)
            return new CommitmentResult.Invalid(failed.Fault, failed.Detail);
        var (document, json, proof) = (CommitmentReading.Read)reading;
        if (Misplaced(document, question) is { } misplaced)
            return misplaced;

        var sha256 = Convert.ToHexStringLower(SHA256.HashData(question.Octets.Span));
        if (document.Issued > question.Now + Leeway)
            return new CommitmentResult.NotYetValid(document, sha256);
        if (document.Expires <= question.Now)
            return new CommitmentResult.Expired(document, sha256);
        return proof.ValueKind == JsonValueKind.Undefined
            ? Unsigned(question, document, sha256, unboundKey: null)
            : Proven(question, document, json, sha256);
    }

    /// <summary>
    /// The actor whose <see cref="ActorKeys"/> decide about a document; null if none does: it cannot be read, has no proof, or its key is no
    /// URL on the host. Asked before <see cref="Verify"/>, for <see cref="CommitmentQuestion.Listed"/>.
    /// </summary>
    public static Uri? ActorOf(ReadOnlyMemory<byte> octets, string url) =>
        CommitmentReader.Read(octets) is CommitmentReading.Read { Json: var json }
        && DataIntegrityProof.Read(json, out _) is { } proof && IsOnHost(proof.VerificationMethod, url)
            ? new Uri(proof.VerificationMethod[..proof.VerificationMethod.IndexOf('#', StringComparison.Ordinal)])
            : null;

    private static CommitmentResult.Invalid? Misplaced(CommitmentDocument document, CommitmentQuestion question)
    {
        if (document.Id != question.Url)
            return new(CommitmentFault.IdMismatch, $"`id` is not {question.Url}");
        if (document.Host != question.Host)
            return new(CommitmentFault.HostMismatch, $"`host` is not {question.Host}");
        return document.Expires <= document.Issued || document.Expires - document.Issued > CommitmentDocument.LongestLifetime
            ? new(CommitmentFault.LifetimeInvalid, $"`expires` is not after `issued`, or by more than {CommitmentDocument.LongestLifetime.TotalDays:0} days")
            : null;
    }

    private static CommitmentResult Proven(CommitmentQuestion question, CommitmentDocument document, JsonElement json, string sha256)
    {
        if (DataIntegrityProof.Read(json, out var fault) is not { } proof)
            return new CommitmentResult.Invalid(fault, fault == CommitmentFault.ProofMalformed
                ? "`proof` is no object with `type`, `cryptosuite`, `proofPurpose`, `verificationMethod` and a `proofValue` of 64 octets in multibase"
                : "`proof` is not exactly DataIntegrityProof, eddsa-jcs-2022, assertionMethod");
        if (IsOfPinnedKey(proof, question))
            return Signed(question, document, sha256, DidKey.Multibase(question.Pinned!)!, KeyBinding.Pinned);
        if (KeyOf(proof, question, out var multibase, out var binding) is { } noKey)
            return noKey;
        if (!VerificationKey.TryFromMultibase(proof.VerificationMethod, "", multibase, out var key) || !key.Fits(HttpSignatureAlgorithm.Ed25519))
            return new CommitmentResult.Invalid(CommitmentFault.KeyInvalid, "the key that `verificationMethod` names is no Ed25519 key");
        if (!proof.Verifies(key))
            return new CommitmentResult.Invalid(CommitmentFault.ProofInvalid, "the signature does not verify: the document was changed, or signed with another key");

        if (PinnedOrSeen(question) is { } before && before != multibase)
            return new CommitmentResult.KeyChanged(document, sha256, before, multibase);
        return binding is null
            ? Unsigned(question, document, sha256, unboundKey: multibase)
            : Signed(question, document, sha256, multibase, binding.Value);
    }

    /// <summary>The admin's word binds the key to the host, whether the actor can be read or not.</summary>
    private static bool IsOfPinnedKey(DataIntegrityProof proof, CommitmentQuestion question) =>
        question.Pinned is { } pinned && DidKey.Multibase(pinned) is { } multibase
        && VerificationKey.TryFromMultibase(pinned, "", multibase, out var key)
        && (IsOnHost(proof.VerificationMethod, question.Url) || DidKey.Multibase(proof.VerificationMethod) == multibase) && proof.Verifies(key);

    private static CommitmentResult Signed(CommitmentQuestion question, CommitmentDocument document, string sha256, string multibase, KeyBinding binding)
    {
        if (question.LastSeen?.Key == multibase && document.Issued < question.LastSeen.Issued)
            return new CommitmentResult.Invalid(
                CommitmentFault.OlderThanSeen, $"it was issued before the one seen last, of {CommitmentWriter.Time(question.LastSeen.Issued)}");
        return new CommitmentResult.Signed(document, sha256, multibase, binding, IsChainBroken(question, document, sha256));
    }

    /// <summary>
    /// What the host serves over TLS is its word, one level lower. Not so once it has signed: then somebody may have taken the page over, and
    /// not the key.
    /// </summary>
    private static CommitmentResult Unsigned(CommitmentQuestion question, CommitmentDocument document, string sha256, string? unboundKey) =>
        PinnedOrSeen(question) is { } before
            ? new CommitmentResult.KeyChanged(document, sha256, before, unboundKey)
            : new CommitmentResult.Published(document, sha256, unboundKey, IsChainBroken(question, document, sha256));

    /// <summary>The key by the id that the proof gives, and what binds it to the host; null where nothing does.</summary>
    private static CommitmentResult.Invalid? KeyOf(DataIntegrityProof proof, CommitmentQuestion question, out string multibase, out KeyBinding? binding)
    {
        (multibase, binding) = ("", null);
        var method = proof.VerificationMethod;
        if (DidKey.Multibase(method) is { } key)
            multibase = key;
        else if (!IsOnHost(method, question.Url))
            return new(
                CommitmentFault.KeyForeign, $"`verificationMethod` is neither a did:key nor a key of an actor on {question.Host}, by its id with a fragment");
        else if (question.Listed is not { } listed || !method.StartsWith(listed.Actor + "#", StringComparison.Ordinal))
            return new(CommitmentFault.KeyUnavailable, "the actor that should list the key could not be read");
        else if (!listed.Keys.TryGetValue(method, out multibase!))
            return new(CommitmentFault.KeyNotListed, "the actor does not list the key as a Multikey of its own in `assertionMethod`");

        if (question.Listed?.Keys.Values.Contains(multibase) == true)
            binding = KeyBinding.Actor;
        else if (question.LastSeen?.Key == multibase)
            binding = KeyBinding.Seen;
        return null;
    }

    /// <summary>Same scheme, host and port, as it is written: an id with more than one reading is not the one that is meant.</summary>
    private static bool IsOnHost(string method, string url)
    {
        var root = new Uri(url).GetLeftPart(UriPartial.Authority) + "/";
        return method.StartsWith(root, StringComparison.Ordinal) && method.AsSpan(root.Length).IndexOf('#') > 0
            && !method.AsSpan().ContainsAnyExceptInRange('!', '~') && Uri.IsWellFormedUriString(method, UriKind.Absolute);
    }

    /// <summary>The pin decides where there is one; else the key that was seen first is kept to.</summary>
    private static string? PinnedOrSeen(CommitmentQuestion question) =>
        question.Pinned is { } pinned ? DidKey.Multibase(pinned) ?? pinned : question.LastSeen?.Key;

    private static bool IsChainBroken(CommitmentQuestion question, CommitmentDocument document, string sha256) =>
        question.LastSeen is { } last && last.Sha256 != sha256 && last.Sha256 != document.Supersedes;
}
