using System.Text.Json;

namespace FedFilter.Declarations.Commitments;

/// <summary>Why a document does not count, in the order in which it is looked at. docs/commitment-document.md lists each with its cure.</summary>
internal enum CommitmentFault
{
    /// <summary>More than 16 KiB.</summary>
    DocumentTooLarge,

    /// <summary>No single JSON object in UTF-8, nested too deep, a key twice, or a number that is no integer.</summary>
    DocumentNotJson,

    /// <summary><c>version</c> is not 1.</summary>
    VersionUnsupported,

    /// <summary>A member is missing or is not of its type.</summary>
    DocumentMalformed,

    /// <summary><c>id</c> is not the address it was fetched from.</summary>
    IdMismatch,

    /// <summary><c>host</c> is not the host it was fetched for.</summary>
    HostMismatch,

    /// <summary>It ends before it begins, or lasts more than 366 days.</summary>
    LifetimeInvalid,

    /// <summary>The proof is not of its form.</summary>
    ProofMalformed,

    /// <summary>Another kind of proof than <c>eddsa-jcs-2022</c>, or one with members that version 1 does not use.</summary>
    ProofUnsupported,

    /// <summary>The key named is neither on the document's host nor a did:key.</summary>
    KeyForeign,

    /// <summary>The actor that should list the key could not be read; nothing is decided by that.</summary>
    KeyUnavailable,

    /// <summary>The actor does not list the key under that id.</summary>
    KeyNotListed,

    /// <summary>It is no Ed25519 key.</summary>
    KeyInvalid,

    /// <summary>The signature does not verify.</summary>
    ProofInvalid,

    /// <summary>It is older than one that was seen before, signed with the same key.</summary>
    OlderThanSeen,
}

internal static class CommitmentFaults
{
    /// <summary>The code, as it stands in answers, evidence and documentation.</summary>
    public static string Code(this CommitmentFault fault) => JsonNamingPolicy.KebabCaseLower.ConvertName(fault.ToString());
}
