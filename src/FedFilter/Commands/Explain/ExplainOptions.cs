using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using FedFilter.Checkpoints;
using FedFilter.Checkpoints.Gateway;
using FedFilter.Configuration;
using FedFilter.Policy.Facts;

namespace FedFilter.Commands.Explain;

/// <summary>The options that make up a request.</summary>
internal sealed class ExplainOptions
{
    public Option<string?> Fetch { get; } = new("--fetch") { Description = "A fetch of this URL or path of yours.", HelpName = "URL" };

    public Option<string[]> Delivery { get; } =
        new("--delivery") { Description = "A delivery of this activity type; may be repeated.", HelpName = "TYPE" };

    public Option<FileInfo?> ActivityFile { get; } =
        new("--activity-file") { Description = "A delivery of the activity in this JSON file.", HelpName = "FILE" };

    public Option<string?> Direction { get; } = new Option<string?>("--direction") { Description = "Which way content flows: inbound for a delivery, else outbound, if left out." }
        .AcceptOnlyFromAmong([.. Enum.GetValues<Direction>().Select(Words.Of)]);

    public Option<string?> Checkpoint { get; } = new Option<string?>("--checkpoint") { Description = "Where it would be decided; gateway if left out." }
        .AcceptOnlyFromAmong([.. Enum.GetValues<Checkpoint>().Select(Words.Of)]);

    public Option<string?> HandleDomain { get; } = new("--handle-domain") { Description = "The domain of the actor's handle, if it is not HOST.", HelpName = "DOMAIN" };

    /// <summary>How many of the three kinds of request are named.</summary>
    public int Named(ParseResult parse) =>
        new[] { parse.GetValue(Fetch) is not null, parse.GetValue(Delivery) is { Length: > 0 }, parse.GetValue(ActivityFile) is not null }.Count(given => given);

    public bool TryRead(ParseResult parse, string peer, Settings settings, [NotNullWhen(true)] out ExplainQuestion? question)
    {
        question = null;
        var fetch = parse.GetValue(Fetch);
        string? domain = null;
        if (parse.GetValue(HandleDomain) is { } named && !PeerText.TryRead(named, settings, out domain))
            return false;
        var facts = new RequestFacts
        {
            Peer = peer,
            Kind = fetch is null ? RequestKind.Delivery : RequestKind.Fetch,
            Direction = Parsed<Direction>(parse.GetValue(Direction))
                ?? (fetch is null ? Policy.Facts.Direction.Inbound : Policy.Facts.Direction.Outbound),
            Checkpoint = Parsed<Checkpoint>(parse.GetValue(Checkpoint)) ?? Policy.Facts.Checkpoint.Gateway,
            HasSignature = true,
            ActivityTypes = parse.GetValue(Delivery) ?? [],
            HandleDomain = domain,
        };
        if (fetch is not null)
            return TryFetch(fetch, facts, settings, out question);
        if (parse.GetValue(ActivityFile) is { } file)
            return TryActivity(file, facts, settings, out question);
        question = ExplainQuestion.Delivery(facts, settings.Gateway.Origins[0]);
        return true;
    }

    private static bool TryFetch(string text, RequestFacts facts, Settings settings, out ExplainQuestion? question)
    {
        question = null;
        if (text.StartsWith('/'))
        {
            question = ExplainQuestion.Fetch(facts, text, settings.Gateway.Origins[0]);
            return true;
        }

        // Not by way of Uri, which would mend what makes a path ambiguous.
        var authority = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var path = authority < 3 ? -1 : text.IndexOf('/', authority);
        var host = authority < 3 ? text : text[authority..(path < 0 ? text.Length : path)];
        if (authority < 3 || new OriginTable(settings.Gateway).Find(host) is not { } own)
        {
            var example = settings.Gateway.Origins[0].Url("/users/alice");
            Console.Error.WriteLine($"`{text}` is on none of your hosts: give a URL or path that the peer would fetch from you, such as {example}.");
            return false;
        }

        question = ExplainQuestion.Fetch(facts, path < 0 ? "/" : text[path..], own.Origin);
        return true;
    }

    private static bool TryActivity(FileInfo file, RequestFacts facts, Settings settings, [NotNullWhen(true)] out ExplainQuestion? question)
    {
        question = null;
        var faults = new List<string>();
        try
        {
            var octets = File.ReadAllBytes(file.FullName);
            question = ExplainQuestion.Delivery(RequestOfActivity.Complete(facts, octets, faults.Add), settings.Gateway.Origins[0]);
            var (activity, fault) = ActivityReader.Read(octets);
            question = activity is null ? question with { Fault = fault } : question.Of(activity, settings);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add($"cannot be read: {e.Message}");
        }

        foreach (var fault in faults)
            Console.Error.WriteLine($"{file}: {fault}");
        return question is not null && faults.Count == 0;
    }

    private static T? Parsed<T>(string? word)
        where T : struct, Enum => word is null ? null : Enum.GetValues<T>().First(value => Words.Of(value) == word);
}
