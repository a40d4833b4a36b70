using System.Text;
using System.Text.Json;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>JSON that is written as YAML: what is not quoted and is a literal or number of JSON's is one, all else is text.</summary>
internal static class YamlJson
{
    public static byte[] Of(YamlValue value)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
            Write(writer, value);
        return json.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, YamlValue value)
    {
        switch (value)
        {
            case YamlMap map:
                writer.WriteStartObject();
                foreach (var entry in map.Entries)
                {
                    writer.WritePropertyName(entry.Key);
                    Write(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            case YamlList list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case YamlScalar { IsNull: true }:
                writer.WriteNullValue();
                break;
            case YamlScalar { Plain: true } plain when IsLiteral(plain.Text):
                writer.WriteRawValue(plain.Text);
                break;
            case YamlScalar text:
                writer.WriteStringValue(text.Text);
                break;
            default:
                throw new InvalidOperationException($"{value.GetType()} is no value of YAML.");
        }
    }

    private static bool IsLiteral(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        try
        {
            return reader.Read() && reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
