namespace FedFilter.Configuration;

/// <summary>What an origin promises of itself: what `commitment sign` makes a document of.</summary>
/// <param name="Statements">At least one.</param>
/// <param name="Text">The page that says the same to people.</param>
/// <param name="Contact">A URI under which a person is reached.</param>
internal sealed record CommitsSettings(IReadOnlyList<PromiseSettings> Statements, Uri? Text, string? Contact);

/// <summary>One statement, in the words of the document.</summary>
/// <param name="Use">Such as <c>train-ai</c>.</param>
/// <param name="Party"><c>operator</c> or <c>third-party</c>.</param>
/// <param name="Scope">Of <c>local</c> and <c>received</c>; at least one.</param>
/// <param name="Value"><c>no</c>, <c>conditional</c> or <c>allowed</c>.</param>
internal sealed record PromiseSettings(string Use, string Party, IReadOnlyList<string> Scope, string Value);
