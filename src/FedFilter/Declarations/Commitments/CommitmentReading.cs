using System.Text.Json;

namespace FedFilter.Declarations.Commitments;

/// <summary>What came of reading octets: exactly one of the two nested records.</summary>
internal abstract record CommitmentReading
{
    private CommitmentReading()
    {
    }

    /// <param name="Document">What it says.</param>
    /// <param name="Json">The whole of it, with members that are not known: the proof covers them.</param>
    /// <param name="Proof">Undefined where there is none.</param>
    public sealed record Read(CommitmentDocument Document, JsonElement Json, JsonElement Proof) : CommitmentReading;

    /// <param name="Fault">What is wrong.</param>
    /// <param name="Detail">Where and how, for a person; holds nothing that the document chose.</param>
    public sealed record Failed(CommitmentFault Fault, string Detail) : CommitmentReading;
}
