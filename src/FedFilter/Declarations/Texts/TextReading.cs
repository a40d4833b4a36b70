using FedFilter.Network;

namespace FedFilter.Declarations.Texts;

/// <summary>What came of reading a text: exactly one of the nested records.</summary>
internal abstract record TextReading
{
    private TextReading()
    {
    }

    /// <param name="Text">Its words.</param>
    /// <param name="Url">Where they were read.</param>
    public sealed record Read(ExtractedText Text, Uri Url) : TextReading
    {
        /// <summary>The day from which it holds, where it says so.</summary>
        public DateOnly? Effective { get; init; }

        /// <summary>The day from which the next version holds, where there is one.</summary>
        public DateOnly? SucceededBy { get; init; }
    }

    /// <summary>None.</summary>
    /// <param name="Fault">Whether it is gone, cannot be had now, or is something else.</param>
    /// <param name="Why">In words.</param>
    public sealed record Failed(DocumentFault Fault, string Why) : TextReading;
}
