using System.CommandLine;
using System.Text;
using System.Text.Json;
using FedFilter.Commands.Commitments;
using FedFilter.Configuration;
using FedFilter.Declarations.Commitments;
using FedFilter.Identity;
using FedFilter.OwnCommitments;

namespace FedFilter.Commands;

/// <summary><c>commitment show</c>: the origins' documents as they are signed, and how they stand. Exit code 1 if one is not in force.</summary>
internal static class CommitmentShowCommand
{
    private sealed record Shown(string Origin, string File, OwnState State, string? Document, string Did);

    public static Command Create()
    {
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var show = new Command("show", "Show the origins' documents and how they stand.") { config, json };
        show.SetAction((parse, _) => CommitmentCommand.WithCommitsAsync(
            parse.GetValue(config)!, (settings, committed) => Task.FromResult(Show(settings, committed, parse.GetValue(json)))));
        return show;
    }

    private static int Show(Settings settings, IReadOnlyList<(OriginSettings Origin, CommitsSettings Commits)> committed, bool json)
    {
        var (documents, files, actors) = (OwnCommitmentLines.Documents(settings), new DocumentFile(settings.Data), OwnActors.Load(settings));
        var shown = committed.Select(one => new Shown(
            one.Origin.Host,
            files.PathOf(one.Origin),
            documents.StateOf(one.Origin, one.Commits, text: null),
            files.Read(one.Origin) is { } octets ? Encoding.UTF8.GetString(octets) : null,
            DidKey.Of(actors.Of(one.Origin).DocumentKey.PublicMultibase))).ToList();
        if (json)
            Console.WriteLine(Words.JsonArray(shown.Select(Json)));
        else
            foreach (var one in shown)
                Console.WriteLine($"{one.Origin}: {OwnCommitmentLines.Of(one.State)}\nkey {one.Did}\n{Indented(one.Document)}\n");
        return shown.All(one => one.State is OwnState.InForce) ? CommandLine.Done : CommandLine.No;
    }

    private static string Json(Shown one) => JsonSerializer.Serialize(
        new
        {
            origin = one.Origin,
            state = JsonNamingPolicy.KebabCaseLower.ConvertName(one.State.GetType().Name),
            says = OwnCommitmentLines.Of(one.State),
            file = one.File,
            sha256 = one.Document is null ? null : DocumentFile.HashOf(Encoding.UTF8.GetBytes(one.Document)),
            did = one.Did,
            document = Parsed(one.Document),
        },
        Words.OneLine);

    private static string Indented(string? document) => Parsed(document) is { } parsed ? JsonSerializer.Serialize(parsed, Words.Indented) : "";

    private static JsonElement? Parsed(string? document)
    {
        try
        {
            return document is null ? null : JsonElement.Parse(document);
        }
        catch (JsonException)
        {
            return null; // a damaged file: the state says so
        }
    }
}
