using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using FedFilter.Audit;
using FedFilter.Audit.Signing;

namespace FedFilter.Commands;

/// <summary><c>audit verify</c>: whether the log is what it was, or a receipt is right. Exit code 1 if not.</summary>
internal static class AuditVerifyCommand
{
    public static Command Create()
    {
        var from = new Option<FileInfo[]>("--from") { Description = "A checkpoint that was kept earlier: the log must continue it. May be repeated.", HelpName = "FILE" };
        var receipt = new Option<FileInfo?>("--receipt") { Description = "Check this receipt instead, without the log.", HelpName = "FILE" };
        var key = new Option<string?>("--key") { Description = "The log's public key, NAME+ID+KEY; the own one if left out.", HelpName = "KEY" };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var verify = new Command("verify", "Check the whole log against its hashes and its last signed checkpoint.") { from, receipt, key, config, json };
        key.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && NoteKey.Parse(text) is null)
                result.AddError("--key takes a verifier key such as social.example/fedfilter/audit+1a2b3c4d+AZ..., as `audit verify` prints it.");
        });
        verify.SetAction(async (parse, cancellation) =>
        {
            var given = parse.GetValue(key) is { } text ? NoteKey.Parse(text) : null;
            if (parse.GetValue(receipt) is { } file)
                return TryRead(file, InclusionReceipt.MaxLength, InclusionReceipt.Parse, "receipt", out var read)
                    ? AuditReceiptCheck.Run(read, given, parse.GetValue(config)!, parse.GetValue(json))
                    : CommandLine.BadUsage;
            var older = new List<(string File, SignedHead Head)>();
            foreach (var kept in parse.GetValue(from) ?? [])
                if (TryRead(kept, SignedNote.MaxLength, SignedHead.Parse, "checkpoint", out var head))
                    older.Add((kept.Name, head));
                else
                    return CommandLine.BadUsage;
            return await AuditCommand.WithLogAsync(parse.GetValue(config)!, services => VerifyAsync(services, older, given, parse.GetValue(json), cancellation), cancellation);
        });
        return verify;
    }

    private static async Task<int> VerifyAsync(IServiceProvider services, List<(string File, SignedHead Head)> older, NoteKey? given, bool json, CancellationToken cancellation)
    {
        SignedHead? signed;
        try
        {
            signed = services.GetRequiredService<CheckpointFile>().Read();
        }
        catch (InvalidDataException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return CommandLine.No;
        }

        var key = given ?? OwnKey(services.GetRequiredService<AuditOptions>(), signed);
        var heads = older.Concat(signed is null ? [] : [(CheckpointFile.Name, signed)]).OrderBy(head => head.Item2.Head.Size).ToArray();
        foreach (var (file, head) in heads)
            if (head.Head.Origin != key.Name || !head.Note.IsSignedBy(key))
            {
                await Console.Error.WriteLineAsync($"{file} is not signed by the log's key, {key.Text}");
                return CommandLine.No;
            }

        var findings = await services.GetRequiredService<LogCheck>().RunAsync([.. heads.Select(head => head.Item2.Head)], cancellation);
        Print(findings, signed, older, key, json);
        return findings.Fault is null ? CommandLine.Done : CommandLine.No;
    }

    /// <summary>A log keeps the name it began with.</summary>
    public static NoteKey OwnKey(AuditOptions options, SignedHead? signed)
    {
        using var signer = NoteSigner.FromPem(signed?.Head.Origin ?? options.Name, options.KeyPem);
        return signer.Verifier;
    }

    private static void Print(LogFindings findings, SignedHead? signed, List<(string File, SignedHead Head)> older, NoteKey key, bool json)
    {
        var root = findings.Root is null ? null : Convert.ToBase64String(findings.Root);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    verifies = findings.Fault is null,
                    entries = findings.Size,
                    root,
                    dropped = findings.Dropped,
                    detailsErased = findings.Erased,
                    signed = signed?.Head.Size,
                    continues = older.Select(one => new { file = one.File, entries = one.Head.Head.Size }),
                    key = key.Text,
                    first = findings.Fault is { } fault ? new { position = fault.Position, id = fault.Id, what = fault.What } : null,
                },
                Words.OneLine));
        else if (findings.Fault is { } wrong)
            Console.WriteLine($"The log does not verify. {char.ToUpperInvariant($"{wrong}"[0])}{$"{wrong}"[1..]}");
        else
        {
            Console.WriteLine($"The log verifies: {findings.Size} entries; {findings.Dropped} of them are dropped and left as hashes, of {findings.Erased} the details are erased.");
            Console.WriteLine($"root  {root}");
            Console.WriteLine(signed is null ? "No checkpoint has been signed yet; `serve` signs." : $"Signed for {signed.Head.Size} entries by {key.Text}");
            foreach (var (file, head) in older)
                Console.WriteLine($"It continues {file}, a checkpoint of {head.Head.Size} entries.");
        }
    }

    private static bool TryRead<T>(FileInfo file, int maxLength, Func<string, T?> parse, string what, [NotNullWhen(true)] out T? read)
        where T : class
    {
        read = null;
        try
        {
            read = file.Length > 4L * maxLength ? null : parse(File.ReadAllText(file.FullName, Encoding.UTF8));
            if (read is null)
                Console.Error.WriteLine($"{file.FullName} holds no {what}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{file.FullName} cannot be read: {e.Message}");
        }

        return read is not null;
    }
}
