using System.Security.Cryptography;
using FedFilter.Signatures.Keys;
using NSec.Cryptography;

namespace FedFilter.Identity;

/// <summary>FedFilter's own keys, as files: an RSA key that signs fetches, an Ed25519 key that signs documents.</summary>
internal sealed record OwnKeys(string RsaPem, byte[] Ed25519Public)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the keys that are not there yet, and gives the files it wrote. Never overwrites.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static IReadOnlyList<string> Generate(string dataFolder)
    {
        Directory.CreateDirectory(dataFolder, OwnerOnly | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Folder(dataFolder), OwnerOnly | UnixFileMode.UserExecute);
        var written = new List<string>();
        WriteOnce(RsaFile(dataFolder), SigningKey.NewPem, written);
        WriteOnce(Ed25519File(dataFolder), NewEd25519Pem, written);
        return written;
    }

    /// <summary>Reads the keys, making them first if they are not there.</summary>
    /// <exception cref="FedFilterStartException">They cannot be read or written, or are no keys.</exception>
    public static OwnKeys Load(string dataFolder)
    {
        try
        {
            Generate(dataFolder);
            var ed25519 = File.ReadAllBytes(Ed25519File(dataFolder));
            if (!Key.TryImport(SignatureAlgorithm.Ed25519, ed25519, KeyBlobFormat.PkixPrivateKeyText, out var key) || key is null)
                throw new FedFilterStartException($"{Ed25519File(dataFolder)} holds no Ed25519 private key (PKCS#8 in PEM): put it back, or move it away and run `fedfilter keys generate`");
            using (key)
                return new OwnKeys(File.ReadAllText(RsaFile(dataFolder)), key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FedFilterStartException($"{Folder(dataFolder)}: the keys cannot be read or written: {e.Message} Let this user own the folder.");
        }
    }

    public static string RsaFile(string dataFolder) => Path.Combine(Folder(dataFolder), "actor-rsa.pem");

    public static string Ed25519File(string dataFolder) => Path.Combine(Folder(dataFolder), "ed25519.pem");

    private static string Folder(string dataFolder) => Path.Combine(dataFolder, "keys");

    private static string NewEd25519Pem()
    {
        using var key = Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextArchiving });
        return System.Text.Encoding.ASCII.GetString(key.Export(KeyBlobFormat.PkixPrivateKeyText));
    }

    /// <summary>Written whole under another name first: a key file that exists is a key file that is complete.</summary>
    private static void WriteOnce(string file, Func<string> make, List<string> written)
    {
        if (File.Exists(file))
            return;
        var draft = $"{file}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        using (var stream = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        using (var writer = new StreamWriter(stream))
            writer.Write(make());
        File.Move(draft, file, overwrite: false);
        written.Add(file);
    }
}
