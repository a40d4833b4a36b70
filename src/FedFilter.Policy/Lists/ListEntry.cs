using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Lists;

/// <summary>One usable line of a list.</summary>
/// <param name="Host">A host as <see cref="PeerName"/> spells it, or <c>*.host</c> for its subdomains only.</param>
/// <param name="Severity">How far the block goes; <see cref="ListSeverity.Suspend"/> where the list does not say.</param>
/// <param name="Comment">The public comment, if any; anyone's words.</param>
public sealed record ListEntry(string Host, ListSeverity Severity, string? Comment);

/// <summary>
/// An entry whose host is hidden by asterisks and given by its digest, as Mastodon publishes blocks it does not want to name
/// (app/models/domain_block.rb): it matches without anyone learning the name.
/// </summary>
/// <param name="Shown">What is shown of the host.</param>
/// <param name="Digest">SHA-256 of the host, lower-case hex.</param>
/// <param name="Severity">How far the block goes.</param>
public sealed record HiddenEntry(string Shown, string Digest, ListSeverity Severity);

/// <summary>One line of a list that cannot be used.</summary>
/// <param name="Line">From 1; in JSON the position in the array.</param>
/// <param name="Text">Why not.</param>
public sealed record ListFault(int Line, string Text);
