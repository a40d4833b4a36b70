using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Lists;

/// <summary>One usable line of a list.</summary>
/// <param name="Host">A host as <see cref="PeerName"/> spells it, or <c>*.host</c> for its subdomains only.</param>
/// <param name="Severity">How far the block goes; <see cref="ListSeverity.Suspend"/> where the list does not say.</param>
/// <param name="Comment">The public comment, if any; anyone's words.</param>
public sealed record ListEntry(string Host, ListSeverity Severity, string? Comment);

/// <summary>One line of a list that cannot be used.</summary>
/// <param name="Line">From 1; in JSON the position in the array.</param>
/// <param name="Text">Why not.</param>
public sealed record ListFault(int Line, string Text);
